// The journal of a quiet network of five signers and an RPC node: what its probes, canaries and samplers would write.

import type { EventBody, RunEvent } from "../../src/model/event.ts";
import type { Plan } from "../../src/model/plan.ts";

const startedAtWallMs = Date.UTC(2026, 0, 2);
export const steadyAtMs = 2_000;
const settleMs = 10_000;

export interface Journal {
  readonly plan: Plan;
  /** How long the load runs, and how fast. */
  readonly seconds: number;
  readonly perSecond: number;
}

type Timed = EventBody & { readonly atMs: number };

/** All events, in order of time. */
export function* syntheticEvents(journal: Journal): Iterable<RunEvent> {
  let seq = 0;
  for (const { atMs, type, ...rest } of inOrder(journal)) {
    // Keys in the order of the harness: a reader may be faster with what it knows.
    const stamp = { seq: seq++, atMs, wallMs: Math.floor(startedAtWallMs + atMs), type, source: "observe" };
    yield { ...stamp, ...rest } as RunEvent;
  }
}

export const drainAtMs = ({ seconds }: Journal): number => steadyAtMs + seconds * 1000;

function* inOrder(journal: Journal): Iterable<Timed> {
  const { plan } = journal;
  const endMs = drainAtMs(journal) + settleMs;
  yield { type: "phase.entered", phase: "start", atMs: 0 };
  for (let second = 1; second * 1000 < endMs; second++) {
    if (second * 1000 === steadyAtMs) yield { type: "phase.entered", phase: "steady", atMs: steadyAtMs };
    if (second * 1000 === drainAtMs(journal)) yield { type: "phase.entered", phase: "drain", atMs: second * 1000 };
    yield* eventsOfSecond(second, journal);
  }
  yield* lastWords(journal, endMs);
  for (const { name } of plan.loads) {
    const started = journal.perSecond * journal.seconds;
    yield { type: "load.finished", load: name, exitCode: 0, started, dropped: 0, atMs: endMs };
  }
  yield { type: "phase.entered", phase: "teardown", atMs: endMs };
  yield { type: "run.ended", how: "completed", leftovers: [], atMs: endMs + 1000 };
}

/** A block, four looks at every node, the canaries, and what the samplers say. */
function* eventsOfSecond(second: number, journal: Journal): Iterable<Timed> {
  const { plan } = journal;
  const atMs = second * 1000;
  const isLoaded = atMs >= steadyAtMs && atMs < drainAtMs(journal);
  const nodes = plan.cluster.nodes.map(({ id }) => String(id));
  yield blockAt(second, journal);
  for (let tick = 0; tick < 1000 / plan.probe.everyMs; tick++) {
    const askedAtMs = atMs + 10 + tick * plan.probe.everyMs;
    const head = { height: second, hash: hashOf("b", second), peers: nodes.length - 1, syncing: false, pending: 0 };
    for (const [index, node] of nodes.entries()) {
      const at = { askedAtMs: askedAtMs + index / 8, atMs: askedAtMs + 2.125 + index / 8 };
      yield { type: "probe.sampled", node, ...at, answered: true, ...head };
    }
  }
  const busy = { machineCoresBusy: 0.8, nodesCoresBusy: 0.4, loadCoresBusy: 0.2, harnessCoresBusy: 0.1 };
  yield { type: "machine.sampled", cores: 2, ...busy, atMs: atMs + 800 };
  if (!isLoaded) return;
  yield* canariesOf(second, journal);
  const counts = { offered: 1000, started: 1000, dropped: 0, ok: 1000, rejected: 0, unknown: 0 };
  for (const { name } of plan.loads) {
    const span = { fromMs: atMs, toMs: atMs + 1000, latencyMsP50: 2.5, latencyMsP99: 3.5 };
    yield { type: "load.sampled", load: name, ...counts, ...span, atMs: atMs + 990 };
  }
}

function canaryIds(second: number, journal: Journal): number[] {
  const atMs = second * 1000;
  if (atMs < steadyAtMs || atMs >= drainAtMs(journal)) return [];
  const { perSecond } = journal.plan.canary;
  return Array.from({ length: perSecond }, (_, index) => second * perSecond + index);
}

/** Sent in this second, and in the block of the next. */
function* canariesOf(second: number, journal: Journal): Iterable<Timed> {
  for (const [index, id] of canaryIds(second, journal).entries()) {
    const intendedAtMs = second * 1000 + 820 + index;
    const tx = { hash: hashOf("a", id), from: senderOf(id), nonce: 0 };
    const sent = { intendedAtMs, sentAtMs: intendedAtMs + 0.5, outcome: "ok" as const };
    yield { type: "canary.sent", id, node: "rpc-0", ...tx, ...sent, atMs: intendedAtMs + 1 };
  }
  for (const id of canaryIds(second - 1, journal)) {
    const resolved = { outcome: "included" as const, latencyMs: 192, block: hashOf("b", second) };
    yield { type: "canary.resolved", id, hash: hashOf("a", id), ...resolved, atMs: second * 1000 + 850 };
  }
}

function blockAt(second: number, journal: Journal): Timed {
  const txs = canaryIds(second - 1, journal).map((id) => ({ hash: hashOf("a", id), from: senderOf(id), nonce: 0 }));
  const hashes = { hash: hashOf("b", second), parentHash: hashOf("b", second - 1) };
  const gas = { gasUsed: 21_000 * txs.length, gasLimit: 30_000_000, baseFeeWei: "7" };
  const timestampS = Math.floor(startedAtWallMs / 1000) + second;
  return {
    type: "block.seen",
    node: "rpc-0",
    height: second,
    ...hashes,
    timestampS,
    ...gas,
    txs,
    atMs: second * 1000 + 5,
  };
}

function* lastWords(journal: Journal, endMs: number): Iterable<Timed> {
  const blocks = Math.ceil(endMs / 1000);
  const hashes = Array.from({ length: blocks }, (_, height) => hashOf("b", height));
  for (const round of [1, 2]) {
    for (const { id } of journal.plan.cluster.nodes) {
      yield { type: "chain.snapshot", node: String(id), round, hashes, nonces: {}, atMs: endMs };
    }
  }
}

const hashOf = (kind: string, index: number): string =>
  `0x${kind}${(index * 2_654_435_761).toString(16).padStart(63, "0")}`;
const senderOf = (index: number): string => `0x${index.toString(16).padStart(40, "0")}`;
