// A second observer, with nothing in common with the harness's probes: asks every node for its head and keeps what it
// saw. It also asks for what the probes do not look at: the total difficulty by which Clique nodes choose a chain.

import { systemClock } from "../base/clock.ts";
import { createRpcClient } from "../platform/rpc.ts";
import type { Endpoint } from "./recorded-so-far.ts";

export interface PolledHead {
  readonly height: number;
  readonly hash: string;
  readonly totalDifficulty: number;
}

/** One look at all nodes at once; undefined for a node that did not answer. */
export interface HeadRound {
  readonly atWallMs: number;
  readonly heads: ReadonlyMap<string, PolledHead | undefined>;
}

export interface PolledHeads extends Disposable {
  /** In order of time; grows. */
  readonly rounds: readonly HeadRound[];
}

const everyMs = 500;

/** Looks at every node twice a second until it is disposed. */
export function pollHeads(endpoints: readonly Endpoint[]): PolledHeads {
  const rounds: HeadRound[] = [];
  const clients = new DisposableStack();
  const nodes = endpoints.map(({ id, rpcUrl }) => ({
    id,
    rpc: clients.use(createRpcClient({ url: rpcUrl, timeoutMs: 1000, clock: systemClock })),
  }));
  const look = async () => {
    const atWallMs = systemClock.wallMs();
    const heads = await Promise.all(
      nodes.map(async ({ id, rpc }) => {
        const answer = await rpc.call("eth_getBlockByNumber", ["latest", false]);
        return [id, answer.kind === "result" ? toHead(answer.result) : undefined] as const;
      }),
    );
    rounds.push({ atWallMs, heads: new Map(heads) });
  };
  clients.use(systemClock.every(everyMs, () => void look()));
  return { rounds, [Symbol.dispose]: () => clients.dispose() };
}

function toHead(block: unknown): PolledHead {
  const { number, hash, totalDifficulty } = block as Record<"number" | "hash" | "totalDifficulty", string>;
  return { height: Number(number), hash, totalDifficulty: Number(totalDifficulty) };
}
