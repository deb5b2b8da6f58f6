// The spans of a run that everything else is counted over: phases, the steady stretch, the measured span, and for each
// fault when it was on and until when its consequences were watched.

import { type EventLog, type EventOf, eventsOf } from "../model/event.ts";
import { eachOf, endMsOf } from "../model/event-log.ts";
import type { Plan } from "../model/plan.ts";

/** Half open: from, but not including, to. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PhaseSpan extends Span {
  readonly phase: string;
}

export interface FaultWindow {
  readonly name: string;
  readonly requested: EventOf<"fault.requested"> | undefined;
  readonly active: EventOf<"fault.active"> | undefined;
  readonly reverted: EventOf<"fault.reverted"> | undefined;
  readonly refused: EventOf<"fault.refused"> | undefined;
  /** Seen from outside; when it never was, when it was asked for. Undefined when it was not injected. */
  readonly injectedAtMs: number | undefined;
  /** Its end seen from outside; when that never was, when the end was asked for. */
  readonly clearedAtMs: number | undefined;
  /** Where the next fault or the drain begins: what happens later is not this fault's. */
  readonly observedUntilMs: number;
}

export interface Windows {
  readonly phases: readonly PhaseSpan[];
  /** Healthy at its rate and not yet disturbed: what a fault is compared with. */
  readonly steady: Span | undefined;
  /** When the first fault ended the steady stretch; undefined when the drain did. */
  readonly disturbedAtMs: number | undefined;
  /** From the beginning of `steady` to the drain: what SLOs are counted over. */
  readonly measured: Span | undefined;
  readonly endMs: number;
  readonly faults: readonly FaultWindow[];
}

/** Whether the moment lies in the span. */
export const isWithin = (span: Span, atMs: number): boolean => atMs >= span.fromMs && atMs < span.toMs;

/** Finds the spans in the events of a run. */
export function findWindows(events: EventLog, plan: Plan): Windows {
  const endMs = endMsOf(events);
  const phases = phaseSpans(events, endMs);
  const drainAtMs = phases.find((span) => afterLoad.has(span.phase))?.fromMs ?? endMs;
  const requests = eventsOf(events, "fault.requested");
  const measured = measuredSpan({ phases, plan, drainAtMs });
  const disturbedAtMs = requests.map((event) => event.atMs).find((atMs) => atMs < drainAtMs);
  const steady = measured && { fromMs: measured.fromMs, toMs: disturbedAtMs ?? drainAtMs };
  return {
    phases,
    measured,
    disturbedAtMs,
    steady: steady !== undefined && steady.toMs > steady.fromMs ? steady : undefined,
    endMs,
    faults: faultNames(events, plan).map((name) => faultWindow({ name, events, requests, drainAtMs })),
  };
}

/** Phases in which the load no longer runs. */
const afterLoad: ReadonlySet<string> = new Set(["drain", "collect", "teardown"]);

function phaseSpans(events: EventLog, endMs: number): PhaseSpan[] {
  const entered = eventsOf(events, "phase.entered");
  return entered.map((event, index) => ({
    phase: event.phase,
    fromMs: event.atMs,
    toMs: entered[index + 1]?.atMs ?? endMs,
  }));
}

/**
 * The phase `steady` lasts until the network has been well for `steady.forMs` without a break, so its last stretch of
 * that length is the first that counts. A plan without faults may be measured inside the phase itself.
 */
function measuredSpan(options: { phases: readonly PhaseSpan[]; plan: Plan; drainAtMs: number }): Span | undefined {
  const { phases, plan, drainAtMs } = options;
  const index = phases.findIndex((span) => span.phase === "steady");
  const steady = phases[index];
  const next = phases[index + 1];
  // Teardown next: the network never became steady, or the run was stopped before. What it did then is nobody's fault.
  if (steady === undefined || next === undefined || next.phase === "teardown") return undefined;
  const measuredInside = plan.faults.length === 0 && afterLoad.has(next.phase);
  const lastMs = measuredInside ? Math.max(plan.steady.forMs, plan.measureMs) : plan.steady.forMs;
  const fromMs = Math.max(steady.fromMs, steady.toMs - lastMs);
  return drainAtMs > fromMs ? { fromMs, toMs: drainAtMs } : undefined;
}

const faultEvents = ["fault.requested", "fault.active", "fault.reverted", "fault.refused"] as const;

/** Those of the plan in its order, then any other that the journal speaks of. */
function faultNames(events: EventLog, plan: Plan): string[] {
  const names = new Set(plan.faults.map((fault) => fault.name));
  for (const { fault } of eachOf(events, ...faultEvents)) names.add(fault);
  return [...names];
}

function faultWindow(options: {
  name: string;
  events: EventLog;
  requests: readonly EventOf<"fault.requested">[];
  drainAtMs: number;
}): FaultWindow {
  const { name, events, requests, drainAtMs } = options;
  const requested = requests.find((event) => event.fault === name);
  const active = eventsOf(events, "fault.active").find((event) => event.fault === name);
  const reverted = eventsOf(events, "fault.reverted").find((event) => event.fault === name);
  const next = requests.find((event) => requested !== undefined && event.seq > requested.seq);
  return {
    name,
    requested,
    active,
    reverted,
    refused: eventsOf(events, "fault.refused").find((event) => event.fault === name),
    injectedAtMs: active && seenOrAsked(active),
    clearedAtMs: reverted && seenOrAsked(reverted),
    observedUntilMs: Math.min(next?.atMs ?? drainAtMs, drainAtMs),
  };
}

const seenOrAsked = (event: EventOf<"fault.active"> | EventOf<"fault.reverted">): number =>
  event.evidence.seen ? event.evidence.atMs : event.askedAtMs;
