// A TCP relay on the loopback interface that can be broken and mended: a road, not a node, that fails.

import net, { type AddressInfo } from "node:net";

export interface BreakableRelay extends AsyncDisposable {
  readonly port: number;
  /** Ends every connection through it, and refuses new ones. */
  breakIt(): void;
  mend(): void;
}

/** Starts a relay to a port of this machine, on a free port. */
export async function startBreakableRelay(targetPort: number): Promise<BreakableRelay> {
  const sockets = new Set<net.Socket>();
  let broken = false;
  const server = net.createServer((near) => {
    if (broken) {
      near.resetAndDestroy();
      return;
    }
    const far = net.connect(targetPort, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy()).on("close", () => sockets.delete(socket));
      socket.pipe(other);
    }
  });
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    breakIt() {
      broken = true;
      dropAll();
    },
    mend() {
      broken = false;
    },
    async [Symbol.asyncDispose]() {
      dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
