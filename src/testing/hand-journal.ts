// Hand-written journals for tests of checkers: a few blocks, heads, sends and last words, a second apart.

import type { EventBody, Outcome, RunEvent } from "../model/event.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import { simulatedRun } from "./run-builder.ts";

export interface HandTx {
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
  readonly call?: { readonly to: string; readonly selector: string };
}

export const tx = (hash: string, from: string, nonce: number): HandTx => ({ hash, from, nonce });

/** First sighting of a block; its height is the number in its name: `b3`, `c3`. */
export function block(hash: string, parentHash: string, txs: readonly HandTx[] = []): EventBody {
  return {
    type: "block.seen",
    node: "a",
    height: heightOf(hash),
    hash,
    parentHash,
    timestampS: heightOf(hash),
    gasUsed: 0,
    gasLimit: 30_000_000,
    txs: [...txs],
  };
}

/** `node` has this block as its head. Asked at the moment it was answered. */
export function head(node: string, hash: string): EventBody {
  const facts = { height: heightOf(hash), hash, peers: 1, syncing: false, pending: 0 };
  return { type: "probe.sampled", node, askedAtMs: Number.NaN, answered: true, ...facts };
}

export const silent = (node: string): EventBody => ({
  type: "probe.sampled",
  node,
  askedAtMs: Number.NaN,
  answered: false,
  error: "refused",
});

/** A canary was sent. */
export function sent(one: HandTx, outcome: Outcome = "ok"): EventBody {
  const times = { intendedAtMs: 0, sentAtMs: 0 };
  return { type: "canary.sent", id: nextId(one), node: "a", ...one, ...times, outcome };
}

/** The last word of a node: its chain from genesis, by block names, and nonces. */
export const lastWord = (node: string, hashes: string, nonces: Record<string, number> = {}): EventBody => ({
  type: "chain.snapshot",
  node,
  round: 2,
  hashes: hashes.split(" "),
  nonces,
});

export const noLastWord = (node: string): EventBody => ({
  type: "chain.snapshot-failed",
  node,
  round: 2,
  error: "timeout",
});

export const changed = (node: string, state: "exited" | "started"): EventBody => ({
  type: "node.changed",
  node,
  state,
  by: "fault",
});

const heightOf = (hash: string) => Number(hash.slice(1));

/** Canaries are told apart by id; their hash is all that differs here. */
const nextId = (one: HandTx) => [...one.hash].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);

/** A run of nodes `a` and `b` (both observers) with two confirmations; event i happens at second i. */
export function handRun(
  bodies: readonly EventBody[],
  options: { nodes?: readonly string[]; version?: string } = {},
): RecordedRun {
  const template = simulatedRun().build();
  const ids = options.nodes ?? ["a", "b"];
  const events = bodies.map((body, seq): RunEvent => {
    const atMs = seq * 1000;
    const timed = body.type === "probe.sampled" ? { ...body, askedAtMs: atMs } : body;
    return { seq, atMs, wallMs: atMs, source: "test", ...timed };
  });
  return {
    ...template,
    header: {
      ...template.header,
      chaindrillVersion: options.version ?? template.header.chaindrillVersion,
      nodes: ids.map((id) => ({ id, role: "signer", client: "geth" })),
      observers: [...ids],
    },
    plan: { ...template.plan, cluster: { ...template.plan.cluster, confirmations: 2 } },
    events,
    operations: new Map(),
  };
}
