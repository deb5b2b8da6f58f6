// Events of a load, and of what may hold it back: its generator, the harness, the nodes, an account that waits.

import { z } from "zod";

const ms = z.number();

export const loadEventSchemas = [
  /** What a load did in a second. Latencies in ms from the intended start; null where there were none. */
  z.strictObject({
    type: z.literal("load.sampled"),
    load: z.string(),
    fromMs: ms,
    toMs: ms,
    offered: z.number(),
    started: z.int(),
    dropped: z.int(),
    ok: z.int(),
    rejected: z.int(),
    unknown: z.int(),
    latencyMsP50: ms.nullable(),
    latencyMsP99: ms.nullable(),
  }),
  z.strictObject({
    type: z.literal("load.finished"),
    load: z.string(),
    exitCode: z.int().nullable(),
    started: z.int(),
    dropped: z.int(),
    /** Set when the generator could not do its part: corpus used up, script error. */
    complaint: z.string().optional(),
  }),
  /** Cores kept busy since the sample before, by whom. `machine` is of all processes, in cores. */
  z.strictObject({
    type: z.literal("machine.sampled"),
    cores: z.int(),
    machineCoresBusy: z.number(),
    nodesCoresBusy: z.number(),
    loadCoresBusy: z.number(),
    harnessCoresBusy: z.number(),
    /** Of the process of each node, where it is this machine's. */
    nodeCores: z.record(z.string(), z.number()).optional(),
    /** Cores that its threads were ready to use and did not get: /proc/<pid>/task/<tid>/schedstat. */
    nodeCoresWaiting: z.record(z.string(), z.number()).optional(),
    /** Cores that a limit of its cgroup kept from it. */
    nodeCoresThrottled: z.record(z.string(), z.number()).optional(),
  }),
  /** How a load generator fares. What cannot be seen on this system is absent. */
  z.strictObject({
    type: z.literal("generator.sampled"),
    load: z.string(),
    coresBusy: z.number(),
    /** Cores that its threads were ready to use and did not get. */
    coresWaiting: z.number(),
    /** Cores that a limit of its cgroup kept from it. */
    coresThrottled: z.number().optional(),
    memoryMiB: z.number(),
    /** Open files, which for a generator are sockets but for a few. */
    files: z.int(),
  }),
  /** How the harness itself fares. */
  z.strictObject({
    type: z.literal("harness.sampled"),
    /** How late its event loop was, 99th percentile over the last interval. */
    lagMsP99: z.number(),
    /** Of the last interval, spent collecting garbage. */
    garbageShare: z.number(),
  }),
  /** An account of a load waits for a nonce that no node knows any more. */
  z.strictObject({
    type: z.literal("nonce.gap"),
    load: z.string(),
    account: z.string(),
    /** The missing one. */
    nonce: z.int(),
    /** Accepted transactions of the account with a higher nonce. */
    waiting: z.int(),
    repaired: z.boolean(),
    why: z.string().optional(),
  }),
  /** Accepted before, gone since, and sent again unchanged: the network had lost them. */
  z.strictObject({ type: z.literal("transactions.resent"), load: z.string(), hashes: z.array(z.string()) }),
] as const;
