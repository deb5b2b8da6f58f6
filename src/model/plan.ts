// A plan, resolved: every default filled in, every reference followed. What `inputs/plan.json` of a run shows.

import type { NodeId } from "../base/ids.ts";
import type { ClusterSpec } from "./cluster.ts";
import type { FaultSpec } from "./fault.ts";
import type { BackendKind } from "./node.ts";
import type { Slo } from "./slo.ts";

export type PlanKind = "benchmark" | "drill" | "game-day";

/** Operations started per second: at even distances, at a rate that moves, or at random times. */
export type RateShape =
  | { readonly kind: "constant"; readonly perSecond: number }
  | {
      readonly kind: "ramping";
      readonly startPerSecond: number;
      readonly stages: readonly { readonly targetPerSecond: number; readonly durationMs: number }[];
    }
  /** Poisson arrivals: what many users who do not know of each other make. */
  | { readonly kind: "poisson"; readonly perSecond: number };

/** The highest rate a shape comes to. */
export const peakPerSecond = (rate: RateShape): number =>
  rate.kind === "ramping"
    ? Math.max(rate.startPerSecond, ...rate.stages.map((stage) => stage.targetPerSecond))
    : rate.perSecond;

/** What the transactions of a load do; `contracts` takes turns between a counter and a token, `none` signs nothing. */
export const corpusKinds = [
  "transfers",
  "legacy-transfers",
  "access-list-transfers",
  "token-transfers",
  "token-approvals",
  "deployments",
  "storage-writes",
  "computation",
  "logs",
  "contracts",
  "none",
] as const;
export type CorpusKind = (typeof corpusKinds)[number];

/** Kinds for which there is something to sign. */
export type SignedKind = Exclude<CorpusKind, "none">;
export const signedKinds: readonly SignedKind[] = corpusKinds.filter((kind) => kind !== "none");

/** Methods that a saturating load can ask for. */
export const saturationMethods = [
  "eth_blockNumber",
  "eth_getBalance",
  "eth_getBlockByNumber",
  "eth_call",
  "eth_getLogs",
  "eth_getTransactionReceipt",
  "eth_chainId",
  "eth_gasPrice",
] as const;

interface LoadCommon {
  readonly name: string;
  /** What it needs: signed transactions, or only chain facts. Told by the script's name in `scenarios/load`. */
  readonly corpus: CorpusKind;
  readonly requestTimeoutMs: number;
  /** One-way delay added to what the load sends and receives, by a relay of ours; 0 for none. */
  readonly relayDelayMs: number;
  /** Nodes the load talks to; by default those of role `rpc`, or all where there is none. */
  readonly through: readonly NodeId[];
}

/** An open model: operations start by the clock, whether or not earlier ones have been answered. */
export interface K6Load extends LoadCommon {
  readonly engine: "k6";
  /** Absolute path of the k6 script. */
  readonly script: string;
  readonly rate: RateShape;
  /** Requests in flight at most; when all are busy an iteration is dropped and counted. */
  readonly vus: number;
  /** k6 processes that share the rate and the users, each an execution segment. */
  readonly generators: number;
  /** Transactions, or reads, in one JSON-RPC batch request; `rate` counts them, not the requests. 1: no batches. */
  readonly batch: number;
  /** What else the script is told, as environment variables of k6 (`with` in a plan file). */
  readonly settings: Readonly<Record<string, string>>;
}

/** A closed model, for saturation: every connection asks again as soon as it is answered. It has no rate of its own. */
export interface AutocannonLoad extends LoadCommon {
  readonly engine: "autocannon";
  readonly corpus: "none";
  readonly connections: number;
  /** Requests on the way at once on each connection. */
  readonly pipelining: number;
  /**
   * Share of each method, in any unit; empty for the mix of scenarios/load/reads.ts. A method that is not in that mix is
   * asked without parameters.
   */
  readonly mix: Readonly<Record<string, number>>;
}

export type LoadSpec = K6Load | AutocannonLoad;

export type FaultStart =
  /** Milliseconds after the network was steady. */
  | { readonly kind: "at"; readonly atMs: number }
  /**
   * Once that fault of the plan file is over and the network has recovered from it, or its recovery budget is spent; a
   * Schedule or a Workflow is over with the last of its parts. Then `plusMs` later, 0 where it is not given.
   */
  | { readonly kind: "after"; readonly fault: string; readonly plusMs?: number };

/** A moment that depends on how a run goes: so long after the end of another part of the same fault. */
export interface Wait {
  /** Of a fault or a status check. */
  readonly name: string;
  readonly plusMs: number;
}

/** Something that begins at a time of its own, but not before everything it waits for. */
export interface Timed {
  /** As the plan file has it, or `<fault of the plan file>/<part>` for what a Schedule or a Workflow starts. */
  readonly name: string;
  readonly start: FaultStart;
  readonly waitsFor?: readonly Wait[];
}

export interface PlannedFault extends Timed {
  readonly spec: FaultSpec;
}

/**
 * A StatusCheck of a Workflow: asks a URL over and over. It injects nothing; others wait for its end, or are called off
 * by its failure. https://chaos-mesh.org/docs/status-check-in-workflow/
 */
export interface PlannedCheck extends Timed {
  /** One that is synchronous ends with its success as well. */
  readonly mode: "Synchronous" | "Continuous";
  readonly http: {
    readonly url: string;
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, readonly string[]>>;
    readonly body: string;
  };
  /** Of an answer that is a success, both included. */
  readonly statusMin: number;
  readonly statusMax: number;
  readonly timeoutMs: number;
  /** The first question comes one interval after the start. */
  readonly intervalMs: number;
  /** So many in a row. */
  readonly failuresMax: number;
  readonly successesMin: number;
  /** Its own `duration`: ends it as a failure unless the last answers were successes. */
  readonly durationMs: number | undefined;
  /** The deadline of its template, or of one around it: ends it without a failure. */
  readonly deadlineMs: number | undefined;
  /** A failure ends the whole Workflow: what runs is undone, what is to come is not started. */
  readonly aborts: boolean;
}

/** Of the plan file: the Schedule or Workflow that a part belongs to, and any other fault itself. */
export const planFaultOf = (name: string): string => name.split("/")[0] ?? name;

export interface PlanLimits {
  readonly maxTargets: number;
  readonly keepHealthy: { readonly role: string; readonly atLeast: number } | undefined;
  readonly maxDurationMs: number;
}

export interface RtoObjective {
  readonly serviceMs: number | undefined;
  readonly nodeMs: number | undefined;
}

/** Acknowledgement levels: L0 the RPC returned a hash, L1 an observer had it in a canonical block, L2 it settled. */
export type AckLevel = "L0" | "L1" | "L2";

export interface Objectives {
  /** Times counted from injection. */
  readonly rto: RtoObjective;
  /** Transactions that may be lost, per acknowledgement level. Undefined: reported, not judged. */
  readonly rpo: Readonly<Partial<Record<AckLevel, number>>>;
  readonly slos: readonly Slo[];
}

export interface CanarySpec {
  readonly perSecond: number;
  /** Empty until the run has chosen: up to two nodes that no fault will hit. */
  readonly through: readonly NodeId[];
  /** Intended send to inclusion; later is a bad canary. */
  readonly sloMs: number;
}

export interface Plan {
  readonly name: string;
  readonly description: string;
  readonly kind: PlanKind;
  readonly cluster: ClusterSpec;
  readonly backend: BackendKind;
  readonly seed: number;
  readonly loads: readonly LoadSpec[];
  /** The network must be healthy, and every load at its rate, for `forMs` without a break, at the latest `withinMs` after start. */
  readonly steady: { readonly forMs: number; readonly withinMs: number };
  /** In order of start. Schedules and Workflows are expanded into the faults they start. */
  readonly faults: readonly PlannedFault[];
  /** Of Workflows; absent where there are none. */
  readonly checks?: readonly PlannedCheck[];
  /** How long the load goes on when there is no fault. */
  readonly measureMs: number;
  readonly limits: PlanLimits;
  /** A recovery counts once it has held for `holdMs`; it must begin within `withinMs` of the fault's end. */
  readonly recovery: { readonly holdMs: number; readonly withinMs: number };
  readonly objectives: Objectives;
  readonly canary: CanarySpec;
  readonly probe: { readonly everyMs: number; readonly timeoutMs: number };
  /** Share of the offered rate that must be achieved in steady state. */
  readonly minRateShare: number;
  readonly files: { readonly plan: string; readonly cluster: string };
}
