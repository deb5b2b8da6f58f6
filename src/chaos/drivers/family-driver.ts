// A driver put together from families: what all backends have in common around a fault.

import { assert } from "../../base/assert.ts";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import type { FaultAction, FaultDriver, InjectRequest } from "../../model/fault.ts";
import type { BackendKind } from "../../model/node.ts";
import { type Outside, outsideOn } from "../evidence/outside.ts";
import type { FaultFamily } from "./fault-family.ts";
import type { PreparedFault } from "./prepared-fault.ts";
import { refusalOf } from "./refusals.ts";

/** The family for each kind of action; a kind without one is refused, with the reason that `refusals.ts` has. */
export type Families = {
  readonly [Kind in FamilyKey]?: FaultFamily<Extract<FaultAction, FamilyAction<Kind>>>;
};
type FamilyKey = "PodChaos" | "partition" | "shaping" | "StressChaos" | "TimeChaos" | "HTTPChaos" | "DNSChaos";
type FamilyAction<Kind extends FamilyKey> = Kind extends "partition"
  ? { kind: "NetworkChaos"; action: "partition" }
  : Kind extends "shaping"
    ? { kind: "NetworkChaos"; shape: unknown }
    : { kind: Kind };

/** A driver; one per run, because families remember what they did, such as how often a container was killed. */
export function createFamilyDriver(options: {
  backend: BackendKind;
  families: Families;
  outside?: (clock: Clock) => Outside;
}): FaultDriver {
  const { backend, families, outside = outsideOn } = options;
  const familyOf = (action: FaultAction): FaultFamily | undefined =>
    // The key is made from the action, so the family found takes it.
    families[familyKey(action) as FamilyKey] as FaultFamily | undefined;
  const objection = (request: InjectRequest): string | undefined => {
    const { action } = request.fault;
    for (const node of [...request.sources, ...request.peers]) {
      if (node.control.kind !== backend)
        return `${node.id} is not a node of backend ${backend} but ${node.control.kind}`;
    }
    const family = familyOf(action);
    return family === undefined ? refusalOf(backend, action) : family.objection(action, request);
  };
  return {
    backend,
    support(action, facts) {
      if (!facts.available) return { kind: "refused", why: facts.why ?? `backend ${backend} does not work here` };
      return familyOf(action)?.support(action, facts) ?? { kind: "refused", why: refusalOf(backend, action) };
    },
    objection,
    async inject(request, scope) {
      const why = objection(request);
      assert(why === undefined, `injected in spite of: ${why}`);
      const { action } = request.fault;
      const fault = familyOf(action)?.prepare(action, { request, scope, outside: outside(scope.clock) });
      assert(fault !== undefined, `${request.fault.name} is not supported`);
      try {
        await fault.carryOut();
        return fault;
      } catch (error) {
        throw await undoneBecauseOf(error, fault);
      }
    },
  };
}

function familyKey(action: FaultAction): FamilyKey | "unsupported" {
  if (action.kind !== "NetworkChaos") return action.kind;
  return action.action === "partition" ? "partition" : "shaping";
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
