import type { ActiveFault, InjectRequest } from "../../model/fault.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { Outside } from "../evidence/outside.ts";

/** A fault whose undo is ready before its effect: `revert` may be called at any time, also when `carryOut` failed. */
export interface PreparedFault extends ActiveFault {
  carryOut(): Promise<void>;
}

export interface FaultContext {
  readonly request: InjectRequest;
  readonly scope: RunScope;
  readonly outside: Outside;
}

/** Makes an undo idempotent: calls share one execution, and only a failed one is tried again. */
export function undoOnce(undo: () => Promise<void>): () => Promise<void> {
  let undoing: Promise<void> | undefined;
  return () => {
    undoing ??= undo().catch((error: unknown) => {
      undoing = undefined;
      throw error;
    });
    return undoing;
  };
}

/** Waits for all, then throws what the first failure threw: an undo must not race with work that still goes on. */
export async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === "rejected") throw result.reason;
}
