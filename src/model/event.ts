// The journal's vocabulary. One line of journal.ndjson is one event; `analysis` reads nothing else but these, the
// run header and the operation records. Adding a field is allowed within a version of the run header (`run.json`),
// which speaks for the whole run directory; changing a meaning is not.

import { z } from "zod";
import { eachOf } from "./event-log.ts";
import { loadEventSchemas } from "./load-events.ts";

const phaseSchema = z.enum([
  "preflight",
  "start",
  "steady",
  "faults",
  "heal",
  "recovery",
  "drain",
  "collect",
  "teardown",
]);
export type Phase = z.infer<typeof phaseSchema>;

const ms = z.number();
const node = z.string();
const hash = z.string();
/** An amount or a 256-bit number, in decimal digits: JSON numbers end at 2^53. */
const wei = z.string().regex(/^\d+$/);

const observation = z.strictObject({
  what: z.string(),
  expected: z.string(),
  found: z.string(),
  asExpected: z.boolean(),
});
const evidence = z.strictObject({ seen: z.boolean(), atMs: ms, observations: z.array(observation) });

/** ok: done as asked. rejected: refused with certainty, it did not happen. unknown: no answer, it may have happened. */
export const outcomeSchema = z.enum(["ok", "rejected", "unknown"]);
export type Outcome = z.infer<typeof outcomeSchema>;

const probeSampledSchema = z.discriminatedUnion("answered", [
  z.strictObject({
    type: z.literal("probe.sampled"),
    node,
    askedAtMs: ms,
    answered: z.literal(true),
    height: z.int(),
    hash,
    peers: z.int().nullable(),
    syncing: z.boolean(),
    /** Transactions waiting in the node's pool (pending); null when the client does not tell. */
    pending: z.int().nullable(),
  }),
  z.strictObject({
    type: z.literal("probe.sampled"),
    node,
    askedAtMs: ms,
    answered: z.literal(false),
    /** "refused", "timeout", "reset", or the error's text. */
    error: z.string(),
  }),
]);

export const eventBodySchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("phase.entered"), phase: phaseSchema }),
  z.strictObject({
    type: z.literal("node.changed"),
    node,
    state: z.enum(["started", "ready", "stopped", "exited"]),
    pid: z.int().optional(),
    /** Who wanted it: `nobody` is a crash. */
    by: z.enum(["harness", "fault", "nobody"]),
    /** It starts from its first block: its client keeps nothing, or what it kept is gone. */
    wiped: z.literal(true).optional(),
    detail: z.string().optional(),
  }),
  /** One look at one node. `atMs` is when the answer was there. */
  probeSampledSchema,
  /** First sighting of a block by any probe, with its body. */
  z.strictObject({
    type: z.literal("block.seen"),
    node,
    height: z.int(),
    hash,
    parentHash: hash,
    timestampS: z.int(),
    gasUsed: z.number(),
    gasLimit: z.number(),
    /** Absent on chains without EIP-1559, and in runs recorded before it was kept. */
    baseFeeWei: wei.optional(),
    txs: z.array(
      z.strictObject({
        hash,
        from: z.string(),
        nonce: z.int(),
        /** Only of transactions with input: the contract, and the first four bytes of what it was asked. */
        call: z.strictObject({ to: z.string(), selector: z.string() }).optional(),
      }),
    ),
  }),
  /** What a node calls final: the block behind the tag `finalized`. Clients without the tag never say it. */
  z.strictObject({ type: z.literal("finality.sampled"), node, height: z.int(), hash }),
  z.strictObject({
    type: z.literal("canary.sent"),
    id: z.int(),
    node,
    hash,
    from: z.string(),
    nonce: z.int(),
    intendedAtMs: ms,
    sentAtMs: ms,
    outcome: outcomeSchema,
    error: z.string().optional(),
  }),
  /** A canary was seen in a block, or given up. */
  z.strictObject({
    type: z.literal("canary.resolved"),
    id: z.int(),
    hash,
    outcome: z.enum(["included", "given-up"]),
    /** Intended send to first sighting in a block; absent when given up. */
    latencyMs: ms.optional(),
    block: hash.optional(),
  }),
  /** Asked for; targets are chosen. For NetworkChaos `peers` are those chosen by `spec.target`. */
  z.strictObject({
    type: z.literal("fault.requested"),
    fault: z.string(),
    faultType: z.string(),
    experiment: z.string(),
    targets: z.array(node),
    peers: z.array(node),
    durationMs: ms.nullable(),
    support: z.enum(["native", "emulated"]),
    seed: z.number(),
  }),
  /** Carried out. `evidence.seen` false: it did not bite. */
  z.strictObject({ type: z.literal("fault.active"), fault: z.string(), askedAtMs: ms, evidence }),
  /** Over. `askedAtMs` is when the undo was asked for; for a one-shot fault, when the target was back. */
  z.strictObject({
    type: z.literal("fault.reverted"),
    fault: z.string(),
    askedAtMs: ms,
    how: z.enum(["duration", "one-shot", "abort"]),
    evidence,
  }),
  /** Not carried out: refused by the driver, by a limit, by a pause annotation, or it failed. */
  z.strictObject({ type: z.literal("fault.refused"), fault: z.string(), why: z.string() }),
  ...loadEventSchemas,
  /** The harness itself was late: samples around here are less certain. */
  z.strictObject({ type: z.literal("harness.lagged"), what: z.string(), lateMs: ms }),
  /** The wall clock moved against the monotonic one by more than 10 ms. */
  z.strictObject({ type: z.literal("clock.stepped"), deltaMs: ms }),
  /** Every canonical block of one node, from height 0, at one moment; taken at least twice at the end. */
  z.strictObject({
    type: z.literal("chain.snapshot"),
    node,
    round: z.int(),
    /** When reading began: `atMs` is when it was over, and the head may have moved on in between. */
    askedAtMs: ms.optional(),
    hashes: z.array(hash),
    /** Account nonces at the head, for the senders of the harness. */
    nonces: z.record(z.string(), z.int()),
  }),
  z.strictObject({ type: z.literal("chain.snapshot-failed"), node, round: z.int(), error: z.string() }),
  /** The receipts of one block as one node serves them, with the roots of the header it serves them under. */
  z.strictObject({
    type: z.literal("receipts.read"),
    node,
    height: z.int(),
    hash,
    stateRoot: hash,
    receiptsRoot: hash,
    count: z.int(),
    gasUsed: z.number(),
    /** Of every receipt: transaction, block, status, gas used, cumulative gas, effective price, logs (observe/digest-receipts.ts). */
    digest: hash,
    /** Paid by the senders: gas used times effective price. The tips are the part that the sealer keeps. */
    feesWei: wei,
    tipsWei: wei,
    /** Transactions whose status is 0. */
    failed: z.array(hash),
  }),
  /** Balances of the closed set of accounts (all that genesis funds, all sealers) in the state after one block. */
  z.strictObject({
    type: z.literal("balances.read"),
    node,
    height: z.int(),
    hash,
    accounts: z.int(),
    totalWei: wei,
    /** Of those that tips are credited to; part of the total. */
    sealersWei: wei,
    /** Of all balances in the order of the accounts. */
    digest: hash,
  }),
  /** A number of one of the harness' own contracts in the state after one block: `token/totalSupply`, or one of counted-calls.ts. */
  z.strictObject({
    type: z.literal("contract.read"),
    node,
    height: z.int(),
    hash,
    contract: z.string(),
    address: z.string(),
    what: z.string(),
    value: wei,
  }),
  /** A last look at a node's state that failed; `what`: receipts, balances, or contract. */
  z.strictObject({ type: z.literal("state.read-failed"), node, what: z.string(), height: z.int(), error: z.string() }),
  z.strictObject({ type: z.literal("note"), text: z.string() }),
  z.strictObject({
    type: z.literal("run.ended"),
    how: z.enum(["completed", "interrupted", "aborted", "not-steady", "broken"]),
    reason: z.string().optional(),
    /** What teardown could not undo. */
    leftovers: z.array(z.string()),
  }),
]);

export const eventStampSchema = z.object({
  seq: z.int().nonnegative(),
  /** Milliseconds since the start of the run, monotonic. */
  atMs: ms,
  /** Milliseconds since the Unix epoch. Only for joining with other records. */
  wallMs: ms,
  source: z.string(),
});

export type EventBody = z.infer<typeof eventBodySchema>;
export type EventType = EventBody["type"];
export type NewEvent = EventBody & { readonly source: string };
export type RunEvent = EventBody & z.infer<typeof eventStampSchema>;
export type EventOf<T extends EventType> = Extract<RunEvent, { type: T }>;

/** The events of a run in order of time; may be read any number of times. An array is one. */
export interface EventLog extends Iterable<RunEvent> {
  readonly length: number;
}

/** Events of one type, typed. */
export const eventsOf = <T extends EventType>(events: EventLog, type: T): EventOf<T>[] => [...eachOf(events, type)];
