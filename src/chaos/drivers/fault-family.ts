import type { FaultAction, InjectRequest, Support } from "../../model/fault.ts";
import type { BackendFacts } from "../../model/node.ts";
import type { FaultContext, PreparedFault } from "./prepared-fault.ts";

/** One way to carry out one kind of fault on one kind of node. A driver is a choice of families. */
export interface FaultFamily<Action extends FaultAction = FaultAction> {
  support(action: Action, facts: BackendFacts): Support;
  /** Why these targets cannot be hit; undefined when they can. They all belong to the driver's backend. */
  objection(action: Action, request: InjectRequest): string | undefined;
  /** Touches nothing yet. */
  prepare(action: Action, context: FaultContext): PreparedFault;
}
