// The ways evidence looks at a node: only what anybody outside of it could see. An interface, so that the fault
// drivers can be tested without processes.

import type { Clock } from "../../base/clock.ts";
import { isRunning } from "../../platform/processes.ts";
import { createRpcClient, type RpcAnswer } from "../../platform/rpc.ts";
import { type ConnectOutcome, connectOutcome, openTcpProbe, type TcpProbe, transferTime } from "../../platform/tcp.ts";

export interface Outside {
  isRunning(pid: number): boolean;
  connect(place: { readonly host: string; readonly port: number }, withinMs: number): Promise<ConnectOutcome>;
  /** Asks for the height on a connection of its own: a kept one may lead to the process before. */
  askHeight(rpcUrl: string, withinMs: number): Promise<RpcAnswer>;
  /** How long so many bytes take to a sink on a loopback port, in milliseconds; undefined when they do not arrive in time. */
  transfer(options: { port: number; bytes: number; withinMs: number }): Promise<number | undefined>;
  /** Sends a peer something that makes it hang up. */
  provoke(port: number): TcpProbe;
}

/** The machine itself, seen from outside of the nodes. */
export function outsideOn(clock: Clock): Outside {
  return {
    isRunning,
    connect: (place, withinMs) => connectOutcome({ ...place, withinMs, clock }),
    async askHeight(rpcUrl, withinMs) {
      using client = createRpcClient({ url: rpcUrl, timeoutMs: withinMs, clock, connections: 1 });
      return await client.call("eth_blockNumber", []);
    },
    transfer: (options) => transferTime({ ...options, clock }),
    provoke: (port) => openTcpProbe({ port, payload: provocation, clock }),
  };
}

/**
 * A peer's handshake that cannot be decrypted: two bytes of length, then as many bytes that are no ECIES message
 * (https://github.com/ethereum/devp2p/blob/master/rlpx.md#initial-handshake). geth 1.13.15 closes such a connection
 * 0.1 ms after the bytes arrived, and 40 at once within 2.3 ms (measured on loopback, 2 cores). The length must be
 * true: with random bytes it is mostly more than was sent, and geth waits 5 s for the rest.
 */
const provocation: Uint8Array = (() => {
  const bytes = Buffer.alloc(400, 0xff);
  bytes.writeUInt16BE(bytes.length - 2, 0);
  return bytes;
})();
