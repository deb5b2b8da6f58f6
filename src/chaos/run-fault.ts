// The life of one fault: admitted, requested, carried out, seen, over, undone, seen to be over.

import { present } from "../base/assert.ts";
import { errorText } from "../base/errors.ts";
import { orAborted, within } from "../base/poll.ts";
import type { EventOf, NewEvent } from "../model/event.ts";
import type { ActiveFault, Evidence, FaultDriver } from "../model/fault.ts";
import { faultType, isOneShot } from "../model/fault.ts";
import type { BackendFacts, StartedCluster } from "../model/node.ts";
import type { PlanLimits, PlannedFault } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";
import { type Admission, admitFault } from "./admit-fault.ts";
import { evidenceOf, lookSafely } from "./evidence/combine.ts";
import type { ImpairmentRegistry } from "./impairment.ts";

export interface RunFaultOptions {
  readonly planned: PlannedFault;
  readonly cluster: StartedCluster;
  readonly driver: FaultDriver;
  readonly facts: BackendFacts;
  readonly limits: PlanLimits;
  /** Shared by all faults of the run. */
  readonly impaired: ImpairmentRegistry;
  /** The plan's seed, for the journal. */
  readonly seed: number;
  readonly scope: RunScope;
  /** Ends the fault early; `scope.signal` does so too. */
  readonly abort: AbortSignal;
}

export type FaultEnd = "duration" | "one-shot" | "abort";

export type FaultResult =
  | { readonly outcome: "refused"; readonly why: string }
  /** bit: it was seen from outside. over: so was its end. */
  | { readonly outcome: "carried-out"; readonly how: FaultEnd; readonly bit: boolean; readonly over: boolean };

const undoWithinMs = 30_000;

/** Runs one fault from its request to the evidence of its end. Never throws for what the fault or its driver does. */
export async function runFault(options: RunFaultOptions): Promise<FaultResult> {
  const { impaired, scope, planned } = options;
  const signal = AbortSignal.any([scope.signal, options.abort]);
  if (signal.aborted) return refuse(options, "the run was ending when it was due");
  const admission = admitFault({ ...options, alreadyImpaired: impaired.current, random: scope.random });
  if (admission.kind === "refused") return refuse(options, admission.why);
  const claim = impaired.add(admission.impairment);
  const askedAtMs = request(options, admission);
  let active: ActiveFault;
  try {
    active = await options.driver.inject(admission.request, { ...scope, signal });
  } catch (error) {
    // The driver has undone what it did, but nobody saw that: the nodes still count as impaired.
    return refuse(options, `it could not be carried out: ${errorText(error)}`);
  }
  const { evidence, how, end } = await live({ planned, active, scope, signal, askedAtMs });
  // Nodes that were not seen to be back still count as impaired: the next fault must not rely on them.
  if (end.seen) claim[Symbol.dispose]();
  return { outcome: "carried-out", how, bit: evidence.seen, over: end.seen };
}

interface Life {
  readonly planned: PlannedFault;
  readonly active: ActiveFault;
  readonly scope: RunScope;
  readonly signal: AbortSignal;
  readonly askedAtMs: number;
}

/** From carried out to over; the undo runs however this goes. */
async function live(life: Life): Promise<{ evidence: Evidence; how: FaultEnd; end: Evidence }> {
  const { active, scope, askedAtMs } = life;
  const { name } = life.planned;
  const seeing = look(life, { what: "effect", at: () => active.evidence() }).then((evidence) => {
    emit(scope, { type: "fault.active", fault: name, askedAtMs, evidence: recorded(evidence) });
    return evidence;
  });
  let ending: Ending;
  let undoneAtMs: number;
  let undoError: string | undefined;
  try {
    ending = await awaitEnding(life, seeing);
  } finally {
    undoneAtMs = scope.sinceStartMs();
    undoError = await undo(life);
  }
  // The undo stops the looking, so this is soon; the journal has the effect before the end also after an abort.
  const evidence = await seeing;
  const back = ending.back ?? (await lookForEnd(life));
  const end = undoError === undefined ? back : withUndoError(back, undoError);
  const { how } = ending;
  const endAskedAtMs = ending.back?.atMs ?? undoneAtMs;
  emit(scope, { type: "fault.reverted", fault: name, askedAtMs: endAskedAtMs, how, evidence: recorded(end) });
  return { evidence, how, end };
}

interface Ending {
  readonly how: FaultEnd;
  /** Of a one-shot fault, which ends by itself. */
  readonly back?: Evidence;
}

/** Waits until it is time to undo: the duration is over, a one-shot's targets are back, or the run was aborted. */
async function awaitEnding(life: Life, seeing: Promise<Evidence>): Promise<Ending> {
  const { planned, scope, signal, askedAtMs } = life;
  try {
    await orAborted(seeing, signal);
    if (isOneShot(planned.spec.action)) return { how: "one-shot", back: await orAborted(lookForEnd(life), signal) };
    // Chaos Mesh counts the duration from the creation of the experiment, not from its injection.
    const durationMs = present(planned.spec.durationMs, `the duration of ${planned.name}, which the limits ask for,`);
    await scope.clock.sleep(askedAtMs + durationMs - scope.sinceStartMs(), signal);
    return { how: "duration" };
  } catch (error) {
    if (signal.aborted) return { how: "abort" };
    throw error;
  }
}

function look(life: Life, options: { what: string; at: () => Promise<Evidence> }): Promise<Evidence> {
  const what = `${options.what} of ${life.planned.name}`;
  return lookSafely({ look: options.at, what, sinceStartMs: life.scope.sinceStartMs });
}

const lookForEnd = (life: Life): Promise<Evidence> =>
  look(life, { what: "end", at: () => life.active.evidenceOfEnd() });

/** The journal's form of an evidence. */
function recorded(evidence: Evidence): EventOf<"fault.active">["evidence"] {
  return { ...evidence, observations: [...evidence.observations] };
}

/** Undoes the fault; returns what went wrong. */
async function undo({ active, scope, planned }: Life): Promise<string | undefined> {
  const bound = { clock: scope.clock, awaited: `the undo of ${planned.name}`, withinMs: undoWithinMs };
  try {
    await within(bound, active.revert());
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

function withUndoError(end: Evidence, error: string): Evidence {
  const failed = { what: "undo", expected: "done", found: error, asExpected: false };
  return evidenceOf([failed, ...end.observations], end.atMs);
}

function request(options: RunFaultOptions, admitted: Extract<Admission, { kind: "admitted" }>): number {
  const { planned, seed, scope } = options;
  const { action, name, durationMs } = planned.spec;
  return emit(scope, {
    type: "fault.requested",
    fault: planned.name,
    faultType: faultType(action),
    experiment: name,
    targets: admitted.request.sources.map((node) => node.id),
    peers: admitted.request.peers.map((node) => node.id),
    durationMs: isOneShot(action) ? null : (durationMs ?? null),
    support: admitted.support,
    seed,
  });
}

function refuse(options: RunFaultOptions, why: string): FaultResult {
  emit(options.scope, { type: "fault.refused", fault: options.planned.name, why });
  return { outcome: "refused", why };
}

type Unsourced<T> = T extends unknown ? Omit<T, "source"> : never;

function emit(scope: RunScope, event: Unsourced<NewEvent>): number {
  return scope.events.emit({ ...event, source: "chaos" }).atMs;
}
