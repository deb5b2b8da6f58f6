import type { FaultNeeds } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";
import { findOptionalTools, pathOrWhy } from "../platform/tools/optional-tools.ts";
import { toolPlaces } from "../platform/tools/resolve-tools.ts";
import { faultNeeds } from "../run/fault-needs.ts";
import type { MachineParts } from "../run/machine-parts.ts";
import { type SetupOptions, setUpOptionalTools } from "./commands/setup.ts";

/** What this machine has, as it is: nothing is built. */
export async function findMachineParts(env: SetupOptions["env"], image?: string): Promise<MachineParts> {
  return partsOf(await findOptionalTools(toolPlaces(env)), { env, image });
}

/** What this machine has, and what a plan needs of our own programs built, if that can be done. */
export async function setUpMachineParts(
  options: SetupOptions & { plans: readonly Pick<Plan, "backend" | "faults">[]; image?: string | undefined },
): Promise<MachineParts> {
  const { env, image } = options;
  if (!options.plans.some(needsOwnPrograms)) return findMachineParts(env, image);
  return partsOf(await setUpOptionalTools(options), { env, image });
}

function needsOwnPrograms({ backend, faults }: Pick<Plan, "backend" | "faults">): boolean {
  const { clock }: FaultNeeds = faultNeeds(faults);
  return clock || (backend !== "process" && faults.length > 0);
}

function partsOf(
  tools: Awaited<ReturnType<typeof findOptionalTools>>,
  { env, image }: { env: SetupOptions["env"]; image: string | undefined },
): MachineParts {
  const host = env["DOCKER_HOST"];
  return {
    netAgent: pathOrWhy(tools.netagent),
    clockShift: pathOrWhy(tools.clockshift),
    dockerSocket: host?.startsWith("unix://") ? host.slice("unix://".length) : undefined,
    dockerImage: image,
  };
}
