// TimeChaos (https://chaos-mesh.org/docs/simulate-time-chaos-on-kubernetes/). Chaos Mesh replaces the code in a
// process's vDSO that reads the clocks, and so does not reach direct system calls nor what is started later. Here every
// question goes to the kernel, from the node's start, and is answered there with the offset: what the node is told is the
// same, for all of its questions. That is native by what can be observed.

import { present } from "../../base/assert.ts";
import type { Evidence, FaultAction, InjectRequest, Observation } from "../../model/fault.ts";
import type { ClockId } from "../../model/fault-details.ts";
import { lifecycleOf } from "../../model/node.ts";
import { movableClocks } from "../../platform/clockshift.ts";
import { askDate } from "../../platform/http-date.ts";
import { type ClockLook, lookBefore, watchClock } from "../evidence/clock-evidence.ts";
import type { AskDate } from "../evidence/clock-offset.ts";
import { combineEvidence, evidenceOf } from "../evidence/combine.ts";
import { ClockBook, wallClockOf } from "./clock-book.ts";
import { containerObjection } from "./container-kill.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type FaultContext, type PreparedFault, settleAll, undoOnce } from "./prepared-fault.ts";

type TimeChaos = Extract<FaultAction, { kind: "TimeChaos" }>;

/** TimeChaos on every backend whose nodes were started under a clock launcher. */
export function clockFamily(options: { askDate?: AskDate } = {}): FaultFamily<TimeChaos> {
  const book = new ClockBook();
  return {
    support(action, facts) {
      const { clock } = facts.mechanisms;
      if (!clock.works) return { kind: "refused", why: clock.why };
      const why = clockRefusal(action);
      return why === undefined ? { kind: "native" } : { kind: "refused", why };
    },
    objection: (action, request) => clockRefusal(action) ?? nodeObjection(action, request),
    prepare: (action, context) => prepareTimeChaos(action, { context, book, askDate: options.askDate ?? askDate }),
  };
}

function prepareTimeChaos(
  action: TimeChaos,
  parts: { context: FaultContext; book: ClockBook; askDate: AskDate },
): PreparedFault {
  const { context, book } = parts;
  const { scope, request } = context;
  const fault = Symbol(request.fault.name);
  const looks = request.sources.map(
    (node): ClockLook => ({
      ...{ node, wallClock: present(wallClockOf(node), `the clock of ${node.id}`) },
      ...{ expected: () => book.total(node.id), clocks: action.clockIds, askDate: parts.askDate, scope },
    }),
  );
  const offsets = Object.fromEntries(action.clockIds.map((id) => [id, action.offsetMs]));
  const move = (moved: typeof offsets | undefined) =>
    settleAll(request.sources.map((node) => book.set(node, { fault, offsets: moved })));
  const undone = new AbortController();
  const watch = async (signal: AbortSignal): Promise<Evidence> =>
    combineEvidence(await Promise.all(looks.map((look) => watchClock({ ...look, signal }))));
  let before: readonly Observation[] = [];
  let effect: Promise<Evidence> = Promise.resolve(combineEvidence([]));
  return {
    targets: request.sources.map((node) => node.id),
    async carryOut() {
      before = (await Promise.all(looks.map(lookBefore))).flat();
      scope.signal.throwIfAborted();
      await move(offsets);
      effect = watch(undone.signal).then((seen) => evidenceOf([...before, ...seen.observations], seen.atMs));
    },
    evidence: () => effect,
    revert: undoOnce(async () => {
      undone.abort();
      await move(undefined);
    }),
    evidenceOfEnd: () => watch(new AbortController().signal),
  };
}

/** Why each clock that is not moved is not: see native/clockshift/clocks.c. */
function clockRefusal(action: TimeChaos): string | undefined {
  const refused = action.clockIds.filter((id) => !movableClocks.includes(id));
  if (refused.length === 0) return undefined;
  const why = refused.some(countsWork)
    ? "a CPU clock counts work, not time"
    : "the kernel promises that it never jumps, and what a node waits for would still go by the true one";
  return `${refused.join(", ")} cannot be moved: ${why}; ${movableClocks.join(", ")} can be`;
}

function countsWork(id: ClockId): boolean {
  return id === "CLOCK_PROCESS_CPUTIME_ID" || id === "CLOCK_THREAD_CPUTIME_ID";
}

function nodeObjection(action: TimeChaos, request: InjectRequest): string | undefined {
  for (const node of request.sources) {
    const status = lifecycleOf(node)?.state().status;
    if (status !== "running") return `${node.id} is not running (${status})`;
    if (wallClockOf(node) === undefined) return `${node.id} was not started so that its clock could be moved`;
  }
  // Without names Chaos Mesh takes the pod's first container, and here a node has no other.
  return action.containerNames.length === 0 ? undefined : containerObjection(request, action.containerNames);
}
