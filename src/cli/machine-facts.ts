import { EnvironmentError } from "../base/errors.ts";
import type { BackendFacts, BackendKind } from "../model/node.ts";
import { findTools, toolPlaces } from "../platform/tools/resolve-tools.ts";
import { backendFacts, implementedBackends, usableBackends } from "../run/backends.ts";
import { findMachineParts } from "./machine-parts.ts";

/** What each backend, or the one named, can do here. Throws EnvironmentError for a backend that does not exist. */
export async function machineFacts(backend?: string): Promise<readonly BackendFacts[]> {
  const found = await findTools(toolPlaces(process.env));
  const pathOf = (name: string) => found.find((tool) => tool.name === name)?.tool?.path ?? "";
  const tools = { geth: pathOf("geth"), anvil: pathOf("anvil") };
  const parts = await findMachineParts(process.env);
  return Promise.all(kindsOf(backend).map((kind) => backendFacts({ kind, tools, parts })));
}

function kindsOf(backend: string | undefined): readonly BackendKind[] {
  if (backend === undefined) return implementedBackends;
  const kind = usableBackends.find((known) => known === backend);
  if (kind !== undefined) return [kind];
  throw new EnvironmentError({
    message: `there is no backend ${backend} in this version`,
    hint: `Use one of ${usableBackends.join(", ")}.`,
  });
}
