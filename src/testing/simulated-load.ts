// Loads and canaries of a simulated run: who sends what when, and how the submission was answered.

import type { Operation } from "../model/operation.ts";
import type { Plan } from "../model/plan.ts";
import { type SimulatedTx, type Stretch, simulatedHash } from "./simulated-network.ts";
import { simulatedCalls } from "./simulated-state.ts";

export interface ScriptedLoad {
  readonly name: string;
  /** contracts: increments of the counter and transfers of the token in turn. */
  readonly kind: "transfers" | "contracts" | "reads";
  readonly perSecond: number;
  readonly vus?: number;
  /** Accounts that take turns. Default 5. Many: every transaction has an account of its own. */
  readonly senders?: number;
  /** Every so manyth iteration is dropped, rejected with an error, or left without an answer. */
  readonly dropEvery?: number;
  readonly rejectEvery?: { readonly count: number; readonly error: string };
  readonly timeOutEvery?: number;
  /** From the intended start to the answer. Default 8. */
  readonly latencyMs?: number;
}

export interface SimulatedOperations {
  readonly name: string;
  readonly perSecond: number;
  readonly operations: readonly Operation[];
  readonly txs: readonly SimulatedTx[];
}

export interface SimulatedCanary extends SimulatedTx {
  readonly id: number;
  readonly intendedAtMs: number;
}

export const simulatedAddress = (group: number, index: number): string =>
  `0x${(group * 0x1000000 + index).toString(16).padStart(40, "5")}`;

const canaryGroup = 0xca;

/** Every canary has an account of its own. */
export function canariesOf(plan: Plan, span: Stretch): SimulatedCanary[] {
  if (plan.canary.perSecond === 0) return [];
  const periodMs = 1000 / plan.canary.perSecond;
  const count = Math.floor((span.toMs - span.fromMs) / periodMs);
  return Array.from({ length: count }, (_, id) => {
    const intendedAtMs = span.fromMs + (id + 1) * periodMs - periodMs / 2;
    const tx = { hash: simulatedHash("a", 0xca000000 + id), from: simulatedAddress(canaryGroup, id), nonce: 0 };
    return { ...tx, id, intendedAtMs, atMs: intendedAtMs + 5 };
  });
}

/** Open loop on a grid; a transaction that is not rejected reaches the pool 5 ms after its intended start. */
export function simulateLoad(load: ScriptedLoad, span: Stretch & { index: number }): SimulatedOperations {
  const senders = load.senders ?? 5;
  const nonces = new Map<string, number>();
  const operations: Operation[] = [];
  const txs: SimulatedTx[] = [];
  const count = Math.floor(((span.toMs - span.fromMs) * load.perSecond) / 1000);
  const hits = (every: number | undefined, index: number) => every !== undefined && index % every === every - 1;
  for (let index = 0; index < count; index++) {
    const intendedAtMs = span.fromMs + (index * 1000) / load.perSecond;
    if (hits(load.dropEvery, index)) {
      operations.push({ kind: "dropped", index, intendedAtMs });
      continue;
    }
    const rejected = hits(load.rejectEvery?.count, index);
    const silent = hits(load.timeOutEvery, index);
    const timing = { index, intendedAtMs, sentAtMs: intendedAtMs + 1 };
    const doneAtMs = intendedAtMs + (silent ? 5_000 : (load.latencyMs ?? 8));
    const outcome = rejected ? "rejected" : silent ? "unknown" : "ok";
    const error = rejected ? { error: load.rejectEvery?.error ?? "" } : silent ? { error: "timeout" } : {};
    if (load.kind === "reads") {
      operations.push({ kind: "read", ...timing, doneAtMs, method: "eth_blockNumber", outcome, ...error });
      continue;
    }
    const from = simulatedAddress(span.index + 1, index % senders);
    const nonce = nonces.get(from) ?? 0;
    const hash = simulatedHash("a", (span.index + 1) * 0x1000000 + index);
    operations.push({ kind: "transaction", ...timing, doneAtMs, outcome, ...error, hash, from, nonce });
    if (rejected) continue;
    nonces.set(from, nonce + 1);
    const call = load.kind === "contracts" ? simulatedCalls[index % simulatedCalls.length] : undefined;
    txs.push({ hash, from, nonce, atMs: intendedAtMs + 5, ...(call === undefined ? {} : { call }) });
  }
  return { name: load.name, perSecond: load.perSecond, operations, txs };
}
