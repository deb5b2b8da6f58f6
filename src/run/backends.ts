// The one place that knows which backends there are.

import { type Clock, systemClock } from "../base/clock.ts";
import { EnvironmentError } from "../base/errors.ts";
import type { GenesisAccount, GenesisContract } from "../cluster/clients/command.ts";
import { createDockerBackend } from "../cluster/docker/docker-backend.ts";
import { createExternalBackend, externalMechanisms } from "../cluster/external/external-backend.ts";
import { createNetnsBackend } from "../cluster/netns/netns-backend.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import type { Backend, BackendFacts, BackendKind, FaultNeeds } from "../model/node.ts";
import { createClockLauncher } from "../platform/clockshift.ts";
import type { MachineParts } from "./machine-parts.ts";
import { idealMechanisms, probePodMechanisms, probeProcessMechanisms } from "./probe-mechanisms.ts";

/** Backends that this version can start. */
export const implementedBackends: readonly BackendKind[] = ["process", "netns", "docker"];

/** And that it can use: a network that is there already is only asked and sent to. */
export const usableBackends: readonly BackendKind[] = [...implementedBackends, "external"];

export interface BackendOptions {
  readonly kind: BackendKind;
  readonly tools: { readonly geth: string; readonly anvil: string };
  readonly parts: MachineParts;
  readonly needs: FaultNeeds;
  readonly accounts: readonly GenesisAccount[];
  readonly contracts: readonly GenesisContract[];
  readonly scope: { readonly scratchDir: string; readonly clock: Clock };
}

/** The backend of that kind. Throws EnvironmentError for one that this version does not have. */
export function createBackend(options: BackendOptions): Backend {
  const { kind, tools, parts, needs, accounts, contracts } = options;
  const common = { tools, accounts, contracts };
  const launcher = launcherOf(options);
  switch (kind) {
    case "process":
      return createProcessBackend({
        ...common,
        gates: needs.http,
        launcher: launcher?.launcherOf,
        probeMechanisms: () => probeProcessMechanisms(parts),
      });
    case "netns":
      return createNetnsBackend({
        ...common,
        launcher: launcher?.launcherOf,
        probeMechanisms: () => probePodMechanisms(parts),
      });
    case "docker":
      return createDockerBackend({
        ...common,
        needs,
        launcher,
        image: parts.dockerImage,
        socketPath: parts.dockerSocket,
        probe: () => probePodMechanisms(parts),
      });
    case "external":
      return createExternalBackend();
    default:
      throw notOfThisVersion(kind);
  }
}

/** What a backend can do on this machine, tried out; nothing is left of the trial. */
export async function backendFacts(options: Pick<BackendOptions, "kind" | "tools" | "parts">): Promise<BackendFacts> {
  const unused = { needs: { clock: false, http: false }, accounts: [], contracts: [] };
  const backend = createBackend({ ...options, ...unused, scope: { scratchDir: "", clock: systemClock } });
  return backend.facts();
}

/** What a backend can do where everything works. */
export const idealFacts = (kind: BackendKind): BackendFacts => ({
  kind,
  available: true,
  links: kind === "process",
  mechanisms: kind === "external" ? externalMechanisms : idealMechanisms(kind),
});

/** Undefined when no node has to be started with a movable clock. */
function launcherOf({ needs, parts, scope }: BackendOptions) {
  if (!needs.clock) return undefined;
  if ("why" in parts.clockShift)
    throw new EnvironmentError({ message: `clockshift is missing: ${parts.clockShift.why}` });
  const binary = parts.clockShift.path;
  return { binary, launcherOf: createClockLauncher({ binary, controlDir: scope.scratchDir, clock: scope.clock }) };
}

export function notOfThisVersion(kind: BackendKind): EnvironmentError {
  return new EnvironmentError({
    message: `backend ${kind} is not part of this version`,
    hint: `Use one of ${usableBackends.join(", ")} with --backend.`,
  });
}
