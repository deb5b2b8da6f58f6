// What the live view knows, folded from the run's events one by one. Its size is bounded by the plan, not by the run.

import { assertNever } from "../../base/assert.ts";
import type { EventOf, Phase, RunEvent } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";
import { newsOf } from "./event-line.ts";
import type { Look } from "./style.ts";

export interface LiveNode {
  readonly id: string;
  readonly process: "not-started" | EventOf<"node.changed">["state"];
  /** What the last look saw; undefined before the first. */
  readonly look: LiveLook | undefined;
}

export type LiveLook =
  | { readonly answered: true; readonly height: number; readonly peers: number | null; readonly syncing: boolean }
  | { readonly answered: false; readonly error: string; readonly sinceMs: number };

export interface LiveLoad {
  readonly name: string;
  readonly offeredPerSecond: number;
  readonly achievedPerSecond: number;
  readonly dropped: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly finished: boolean;
}

export interface LiveFault {
  readonly name: string;
  readonly targets: readonly string[];
  readonly state: "planned" | "requested" | "on" | "over" | "refused";
  readonly requestedAtMs: number;
  readonly durationMs: number | null;
}

export interface LiveState {
  readonly plan: Plan;
  readonly nowMs: number;
  readonly phase: { readonly name: Phase; readonly sinceMs: number } | undefined;
  readonly nodes: readonly LiveNode[];
  readonly loads: readonly LiveLoad[];
  readonly faults: readonly LiveFault[];
  readonly canary: {
    readonly sent: number;
    readonly lost: number;
    /** The last latencies, oldest first; null was given up. */
    readonly recentMs: readonly (number | null)[];
  };
  readonly news: readonly { readonly atMs: number; readonly text: string; readonly look: Look | undefined }[];
}

const canariesKept = 60;
const newsKept = 12;

/** The state before the first event. */
export function initialLiveState(plan: Plan): LiveState {
  return {
    plan,
    nowMs: 0,
    phase: undefined,
    nodes: plan.cluster.nodes.map((node) => ({ id: node.id, process: "not-started", look: undefined })),
    loads: plan.loads.map((load) => ({ ...blankLoad, name: load.name })),
    faults: plan.faults.map((fault) => ({
      name: fault.name,
      targets: [],
      state: "planned",
      requestedAtMs: 0,
      durationMs: null,
    })),
    canary: { sent: 0, lost: 0, recentMs: [] },
    news: [],
  };
}

const blankLoad = {
  offeredPerSecond: 0,
  achievedPerSecond: 0,
  dropped: 0,
  p50Ms: null,
  p99Ms: null,
  finished: false,
};

/** Lets time pass between events. */
export const atTime = (state: LiveState, nowMs: number): LiveState => ({
  ...state,
  nowMs: Math.max(state.nowMs, nowMs),
});

/** The state after one more event. Pure. */
export function applyEvent(state: LiveState, event: RunEvent): LiveState {
  return withNews(atTime(changed(state, event), event.atMs), event);
}

function withNews(state: LiveState, event: RunEvent): LiveState {
  const news = newsOf(event);
  return news === undefined
    ? state
    : { ...state, news: [...state.news, { atMs: event.atMs, ...news }].slice(-newsKept) };
}

function changed(state: LiveState, event: RunEvent): LiveState {
  switch (event.type) {
    case "phase.entered":
      return { ...state, phase: { name: event.phase, sinceMs: event.atMs } };
    case "node.changed":
      return withNode(state, event.node, (node) => ({ ...node, process: event.state }));
    case "probe.sampled":
      return withNode(state, event.node, (node) => ({ ...node, look: lookOf(node, event) }));
    case "canary.sent":
      return { ...state, canary: { ...state.canary, sent: state.canary.sent + 1 } };
    case "canary.resolved":
      return { ...state, canary: resolveCanary(state.canary, event) };
    case "fault.requested": {
      const { targets, durationMs } = event;
      const request = { state: "requested", targets, durationMs, requestedAtMs: event.atMs } as const;
      return withFault(state, event.fault, request);
    }
    case "fault.active":
      return withFault(state, event.fault, { state: "on" });
    case "fault.reverted":
      return withFault(state, event.fault, { state: "over" });
    case "fault.refused":
      return withFault(state, event.fault, { state: "refused" });
    case "load.sampled":
      return withLoad(state, event.load, (load) => sampledLoad(load, event));
    case "load.finished":
      return withLoad(state, event.load, (load) => ({ ...load, finished: true, dropped: event.dropped }));
    case "block.seen":
    case "machine.sampled":
    case "generator.sampled":
    case "harness.sampled":
    case "nonce.gap":
    case "transactions.resent":
    case "harness.lagged":
    case "clock.stepped":
    case "chain.snapshot":
    case "chain.snapshot-failed":
    case "finality.sampled":
    case "receipts.read":
    case "balances.read":
    case "contract.read":
    case "state.read-failed":
    case "note":
    case "run.ended":
      return state;
    default:
      return assertNever(event);
  }
}

function lookOf(node: LiveNode, event: EventOf<"probe.sampled">): LiveLook {
  if (event.answered) {
    return { answered: true, height: event.height, peers: event.peers, syncing: event.syncing };
  }
  const since = node.look?.answered === false ? node.look.sinceMs : event.askedAtMs;
  return { answered: false, error: event.error, sinceMs: since };
}

function resolveCanary(canary: LiveState["canary"], event: EventOf<"canary.resolved">): LiveState["canary"] {
  const latencyMs = event.outcome === "included" ? (event.latencyMs ?? null) : null;
  return {
    ...canary,
    lost: canary.lost + (event.outcome === "given-up" ? 1 : 0),
    recentMs: [...canary.recentMs, latencyMs].slice(-canariesKept),
  };
}

function sampledLoad(load: LiveLoad, event: EventOf<"load.sampled">): LiveLoad {
  const seconds = Math.max(event.toMs - event.fromMs, 1) / 1000;
  return {
    ...load,
    offeredPerSecond: event.offered / seconds,
    achievedPerSecond: event.started / seconds,
    dropped: load.dropped + event.dropped,
    p50Ms: event.latencyMsP50,
    p99Ms: event.latencyMsP99,
  };
}

function withNode(state: LiveState, id: string, change: (node: LiveNode) => LiveNode): LiveState {
  return { ...state, nodes: state.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

function withLoad(state: LiveState, name: string, change: (load: LiveLoad) => LiveLoad): LiveState {
  return { ...state, loads: state.loads.map((load) => (load.name === name ? change(load) : load)) };
}

function withFault(state: LiveState, name: string, change: Partial<LiveFault>): LiveState {
  return { ...state, faults: state.faults.map((fault) => (fault.name === name ? { ...fault, ...change } : fault)) };
}
