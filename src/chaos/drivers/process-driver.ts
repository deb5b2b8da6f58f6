// Carries faults out on nodes that are processes of this machine. It needs no privilege: processes are signalled, and
// peers talk through proxies that can stop passing bytes on.
//
// No undo is registered here, and none is missing: every process of the run carries the run's mark, and what kills all
// of them was registered when the cluster started. A fault leaves nothing else behind: a node that is down is a
// process that is not there, and a cut is the state of a proxy that ends with the run.

import { assert, assertNever } from "../../base/assert.ts";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import type { FaultAction, FaultDriver, InjectRequest, Support } from "../../model/fault.ts";
import type { BackendFacts } from "../../model/node.ts";
import { type Outside, outsideOn } from "../evidence/outside.ts";
import { containerObjection, prepareContainerKill } from "./container-kill.ts";
import { partitionObjection, partitionRefusal, preparePartition } from "./partition.ts";
import { preparePodFailure } from "./pod-failure.ts";
import { preparePodKill } from "./pod-kill.ts";
import type { FaultContext, PreparedFault } from "./prepared-fault.ts";
import { refusalOnProcesses } from "./process-refusals.ts";
import { RestartBackOff } from "./restart-back-off.ts";

/** What one run's faults share. */
interface DriverState {
  readonly backOff: RestartBackOff;
  cuts: number;
}

/** The driver for the process backend; one per run, because it remembers how often each container was killed. */
export function createProcessDriver(
  options: { outside: (clock: Clock) => Outside } = { outside: outsideOn },
): FaultDriver {
  const state: DriverState = { backOff: new RestartBackOff(), cuts: 0 };
  return {
    backend: "process",
    support: supportOnProcesses,
    objection: objectionOnProcesses,
    async inject(request, scope) {
      const objection = objectionOnProcesses(request);
      assert(objection === undefined, `injected in spite of: ${objection}`);
      const fault = prepare({ request, scope, outside: options.outside(scope.clock) }, state);
      try {
        await fault.carryOut();
        return fault;
      } catch (error) {
        throw await undoneBecauseOf(error, fault);
      }
    },
  };
}

/** Undoes what was carried out, because the caller has nothing in hand to do it with; returns what to throw. */
async function undoneBecauseOf(error: unknown, fault: PreparedFault): Promise<unknown> {
  try {
    await fault.revert();
    return error;
  } catch (undoError) {
    return new EnvironmentError({
      message: `${errorText(error)}; its undo failed as well: ${errorText(undoError)}`,
      hint: "The end of the run ends every node; `chaindrill sweep` is for what outlives it.",
      cause: error,
    });
  }
}

function prepare(context: FaultContext, state: DriverState): PreparedFault {
  const { fault } = context.request;
  const { action } = fault;
  assert(action.kind !== "unsupported", `${fault.name} is not supported`);
  switch (action.action) {
    case "pod-kill":
      return preparePodKill(context, { gracePeriodMs: action.gracePeriodMs });
    case "pod-failure":
      return preparePodFailure(context);
    case "container-kill":
      return prepareContainerKill(context, { backOff: state.backOff });
    case "partition":
      // The same manifest may be going on twice: each cut needs a name of its own.
      return preparePartition(context, { direction: action.direction, cut: `${fault.name}#${state.cuts++}` });
    default:
      return assertNever(action);
  }
}

function supportOnProcesses(action: FaultAction, facts: BackendFacts): Support {
  if (!facts.available) return { kind: "refused", why: facts.why ?? "processes cannot be started on this machine" };
  if (action.kind === "unsupported") return { kind: "refused", why: refusalOnProcesses(action) };
  switch (action.action) {
    case "pod-kill":
    case "container-kill":
      return { kind: "native" };
    case "pod-failure":
      return {
        kind: "emulated",
        how: "the process is ended and kept down, so its ports refuse connections; Chaos Mesh runs a pause container in its place, with the same address",
      };
    case "partition": {
      const why = facts.links ? partitionRefusal(action) : "a cluster of one node has no links to cut";
      if (why !== undefined) return { kind: "refused", why };
      return {
        kind: "emulated",
        how: "a TCP proxy per directed link holds the bytes, as dropped packets would be retransmitted later; a new connection is accepted and held where a real partition lets it hang",
      };
    }
    default:
      return assertNever(action);
  }
}

function objectionOnProcesses(request: InjectRequest): string | undefined {
  const { action } = request.fault;
  for (const node of [...request.sources, ...request.peers]) {
    if (node.control.kind !== "process") return `${node.id} is not a process of this machine but ${node.control.kind}`;
  }
  if (action.kind === "unsupported") return refusalOnProcesses(action);
  if (action.action === "partition") {
    return partitionRefusal(action) ?? partitionObjection(request, action.direction);
  }
  for (const node of request.sources) {
    const state = node.control.kind === "process" ? node.control.state() : undefined;
    if (state?.status !== "running") return `${node.id} is not running (${state?.status})`;
  }
  return action.action === "container-kill" ? containerObjection(request, action.containerNames) : undefined;
}
