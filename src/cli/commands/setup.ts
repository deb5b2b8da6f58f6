// `chaindrill setup`: makes the tools ready, so that later commands start at once and work offline.

import { type ResolvedTools, resolveTools, toolPlaces } from "../../platform/tools/resolve-tools.ts";
import { toolNames } from "../../platform/tools/tool-kinds.ts";

/** Finds or installs every tool. Says nothing when there is nothing to do. */
export function setup(options: {
  env: Readonly<Record<string, string | undefined>>;
  progress: (line: string) => void;
  signal: AbortSignal;
}): Promise<ResolvedTools> {
  const { env, progress, signal } = options;
  return resolveTools({ ...toolPlaces(env), names: toolNames, progress, signal });
}
