import { systemClock } from "../../base/clock.ts";
import type { BackendFacts } from "../../model/node.ts";
import type { Plan } from "../../model/plan.ts";
import type { ResolvedTools } from "../../platform/tools/resolve-tools.ts";
import { backendFacts, implementedBackends } from "../../run/backends.ts";
import { createDriver } from "../../run/drivers.ts";
import type { MachineParts } from "../../run/machine-parts.ts";
import { refuseUnsupported } from "../../run/refusals.ts";
import { setUpMachineParts } from "../machine-parts.ts";
import { setup } from "./setup.ts";

export interface AdmittedPlan {
  readonly tools: ResolvedTools;
  readonly parts: MachineParts;
  readonly facts: BackendFacts;
}

/**
 * Makes the tools of a plan ready and asks its backend about every fault. Throws EnvironmentError (exit 4) when the
 * backend does not work here, or would have to fake a fault.
 */
export async function admitPlan(
  plan: Plan,
  options: {
    /** Of the process, with what the plan adds to it. */
    env?: Readonly<Record<string, string | undefined>>;
    image?: string | undefined;
    say: (line: string) => void;
    signal: AbortSignal;
  },
): Promise<AdmittedPlan> {
  const { say: progress, signal, image, env = process.env } = options;
  const tools = await setup({ env, progress, signal });
  const parts = await setUpMachineParts({ env, progress, signal, image, plans: [plan] });
  const paths = { geth: tools.geth.path, anvil: tools.anvil.path };
  const facts = await backendFacts({ kind: plan.backend, tools: paths, parts });
  const driver = createDriver({ facts, netAgent: parts.netAgent, clock: systemClock });
  refuseUnsupported({ plan, driver, facts, implemented: implementedBackends });
  return { tools, parts, facts };
}
