// Everything that can be refused is refused before anything starts, all of it at once.

import { EnvironmentError } from "../base/errors.ts";
import type { FaultDriver } from "../model/fault.ts";
import { faultType } from "../model/fault.ts";
import type { BackendFacts, BackendKind } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";

/** Throws EnvironmentError (exit 4) naming every fault that this backend would have to fake. */
export function refuseUnsupported(options: {
  plan: Plan;
  driver: FaultDriver;
  facts: BackendFacts;
  implemented: readonly BackendKind[];
}): void {
  const { plan, driver, facts } = options;
  if (!facts.available) {
    throw new EnvironmentError({
      message: `backend ${facts.kind} is not available here: ${facts.why ?? "no reason given"}`,
      hint: `Backends of this Chaindrill: ${options.implemented.join(", ")}. Choose one with --backend.`,
    });
  }
  const refused = plan.faults.flatMap((fault) => {
    const support = driver.support(fault.spec.action, facts);
    if (support.kind !== "refused") return [];
    return [`fault ${fault.name} (${faultType(fault.spec.action)}, ${fault.spec.origin.file}): ${support.why}`];
  });
  if (refused.length === 0) return;
  throw new EnvironmentError({
    message: `backend ${facts.kind} refuses ${refused.length} of ${plan.faults.length} faults:\n  ${refused.join("\n  ")}`,
    hint: "`chaindrill support` lists what each backend carries out. Nothing was started.",
  });
}
