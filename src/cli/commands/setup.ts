// `chaindrill setup`: makes the tools ready, so that later commands start at once and work offline.

import { type OptionalTools, pathOrWhy, resolveOptionalTools } from "../../platform/tools/optional-tools.ts";
import { type ResolvedTools, resolveTools, toolPlaces } from "../../platform/tools/resolve-tools.ts";
import { optionalToolNames, toolNames } from "../../platform/tools/tool-kinds.ts";

export interface SetupOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Finds or installs every tool that little works without. Says nothing when there is nothing to do. */
export function setup(options: SetupOptions): Promise<ResolvedTools> {
  const { env, progress, signal } = options;
  return resolveTools({ ...toolPlaces(env), names: toolNames, progress, signal });
}

/** Finds or builds the programs that only some faults need. Tells of one that is missing on Linux; that is no failure. */
export async function setUpOptionalTools(options: SetupOptions): Promise<OptionalTools> {
  const { env, progress, signal } = options;
  const tools = await resolveOptionalTools({ ...toolPlaces(env), progress, signal });
  // Elsewhere nobody can have them, and nothing can be done about it.
  if (process.platform !== "linux") return tools;
  for (const name of optionalToolNames) {
    const found = pathOrWhy(tools[name]);
    if ("why" in found) progress(`${name} is not there, and the faults that need it will be refused: ${found.why}`);
  }
  return tools;
}
