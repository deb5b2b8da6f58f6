// Runs a plan's faults: `at` by the clock from steady, `after` once an earlier fault is over and the network has
// recovered from it. A network that does not recover gets no further fault: it could prove nothing.
//
// What a Schedule or a Workflow starts are its parts: they have times of their own and wait for each other, but they are
// one fault to the others, which is over with its last part, and which a failed status check calls off as a whole.

import { InterruptedError } from "../base/errors.ts";
import { type PlannedCheck, type PlannedFault, planFaultOf, type Timed } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";
import { type AskStatus, runStatusCheck } from "./status-check.ts";

export interface FaultScheduleOptions {
  readonly faults: readonly PlannedFault[];
  readonly checks?: readonly PlannedCheck[] | undefined;
  readonly scope: RunScope;
  /** Start of the schedule on the run's clock: when the network was steady. */
  readonly steadyAtMs: number;
  /** Carries one fault out, from request to proven end; the signal ends it early. */
  readonly runFault: (fault: PlannedFault, signal: AbortSignal) => Promise<void>;
  /** Waits for recovery; false when the budget is spent. */
  readonly awaitRecovery: (fault: PlannedFault) => Promise<boolean>;
  readonly ask: AskStatus;
}

export interface FaultSchedule {
  /** Every fault is over, or was not started. */
  readonly over: Promise<void>;
  /** And the network has recovered from each, or was given up. */
  readonly recovered: Promise<void>;
}

/** Starts the schedule. Both promises reject when the run is aborted, once no fault is going on any more. */
export function scheduleFaults(options: FaultScheduleOptions): FaultSchedule {
  const parts = [
    ...options.faults.map((fault): Part => ({ kind: "fault", fault })),
    ...(options.checks ?? []).map((check): Part => ({ kind: "check", check })),
  ];
  const groups = new Map<string, Group>();
  for (const part of parts) {
    const name = planFaultOf(timedOf(part).name);
    const group = groups.get(name) ?? new Group(name);
    groups.set(name, group);
    group.add(part);
  }
  for (const group of groups.values()) group.begin(options, groups);
  const all = [...groups.values()];
  return {
    over: allSettled(all.map((group) => group.over)),
    recovered: allSettled(all.map((group) => group.recovered.promise)),
  };
}

type Part =
  | { readonly kind: "fault"; readonly fault: PlannedFault }
  | { readonly kind: "check"; readonly check: PlannedCheck };

const timedOf = (part: Part): Timed => (part.kind === "fault" ? part.fault : part.check);

interface End {
  readonly carriedOut: boolean;
  readonly atMs: number;
}

/** A fault of the plan file with its parts. */
class Group {
  readonly name: string;
  readonly recovered = Promise.withResolvers<boolean>();
  over: Promise<readonly End[]> = Promise.resolve([]);
  calledOff: string | undefined;
  readonly #parts: Part[] = [];
  readonly #ends = new Map<string, PromiseWithResolvers<End>>();
  readonly #abort = new AbortController();

  constructor(name: string) {
    this.name = name;
  }

  add(part: Part): void {
    this.#parts.push(part);
    this.#ends.set(timedOf(part).name, Promise.withResolvers());
  }

  begin(options: FaultScheduleOptions, groups: ReadonlyMap<string, Group>): void {
    const { scope } = options;
    const going = this.#parts.map(async (part) => {
      const end = this.#ends.get(timedOf(part).name);
      try {
        const carriedOut = await this.#carryOut(part, options, groups);
        end?.resolve({ carriedOut, atMs: scope.sinceStartMs() });
      } catch (error) {
        end?.reject(error);
      }
      return end?.promise;
    });
    this.over = settled(going);
    this.over
      .then(async (ends) => {
        const last = this.#parts.findLast((part) => part.kind === "fault");
        const carriedOut = ends.some((end) => end.carriedOut) && this.calledOff === undefined;
        // A network that was spared the rest must be well all the same before the run can end.
        const again = last?.kind === "fault" && ends.some((end) => end.carriedOut);
        const isWell = again && (await options.awaitRecovery(last.fault));
        this.recovered.resolve(isWell && carriedOut);
      })
      .catch(this.recovered.reject);
    this.recovered.promise.catch(() => undefined); // told through the schedule's promises
  }

  /** True when it was carried out. */
  async #carryOut(part: Part, options: FaultScheduleOptions, groups: ReadonlyMap<string, Group>): Promise<boolean> {
    const { scope } = options;
    const timed = timedOf(part);
    const signal = AbortSignal.any([scope.signal, this.#abort.signal]);
    const why = await this.#awaitStart(timed, { ...options, groups, signal });
    if (why !== undefined) {
      const event = { type: "fault.refused", source: "run", fault: timed.name, why: `not started: ${why}` } as const;
      if (part.kind === "fault") scope.events.emit(event);
      return false;
    }
    if (part.kind === "fault") await options.runFault(part.fault, this.#abort.signal);
    else await this.#runCheck(part.check, { ...options, signal });
    return part.kind === "fault";
  }

  /** Waits until it is due; returns why it is not to be started at all. */
  async #awaitStart(
    timed: Timed,
    options: FaultScheduleOptions & { groups: ReadonlyMap<string, Group>; signal: AbortSignal },
  ): Promise<string | undefined> {
    const { scope, signal } = options;
    const sleepUntil = (atMs: number) => scope.clock.sleep(atMs - scope.sinceStartMs(), signal);
    const { start, waitsFor = [] } = timed;
    try {
      if (start.kind === "at") await sleepUntil(options.steadyAtMs + start.atMs);
      else {
        const why = await whyNotAfter(start.fault, options.groups);
        if (why !== undefined) return why;
        await sleepUntil(scope.sinceStartMs() + (start.plusMs ?? 0));
      }
      for (const { name, plusMs } of waitsFor) {
        const end = await this.#ends.get(name)?.promise;
        await sleepUntil((end?.atMs ?? 0) + plusMs);
      }
    } catch (error) {
      if (scope.signal.aborted || this.calledOff === undefined) throw error;
    }
    return this.calledOff;
  }

  async #runCheck(check: PlannedCheck, options: FaultScheduleOptions & { signal: AbortSignal }): Promise<void> {
    const { scope, ask, signal } = options;
    const note = (text: string) =>
      scope.events.emit({ type: "note", source: "run", text: `status check ${check.name} ${text}` });
    try {
      const failure = await runStatusCheck({ check, ask, clock: scope.clock, signal });
      note(failure === undefined ? "ended without a failure" : `failed: ${failure}`);
      if (failure === undefined || !check.aborts) return;
      this.calledOff ??= `${this.name} was called off by its status check ${check.name}: ${failure}`;
      this.#abort.abort(new InterruptedError(this.calledOff));
    } catch (error) {
      if (scope.signal.aborted || !signal.aborted) throw error;
    }
  }
}

/** Why nothing may follow a fault; undefined when it is over and recovered from. */
async function whyNotAfter(name: string, groups: ReadonlyMap<string, Group>): Promise<string | undefined> {
  const earlier = groups.get(name);
  if (await earlier?.recovered.promise) return undefined;
  if (earlier?.calledOff !== undefined) return earlier.calledOff;
  const carriedOut = (await earlier?.over)?.some((end) => end.carriedOut) === true;
  return carriedOut ? `the network had not recovered from ${name}` : `${name} was not started either`;
}

/** Waits for all, also when one fails: the network must be there until the last fault is undone. */
async function settled(promises: readonly Promise<End | undefined>[]): Promise<readonly End[]> {
  await allSettled(promises);
  return (await Promise.all(promises)).filter((end) => end !== undefined);
}

async function allSettled(promises: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(promises);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
