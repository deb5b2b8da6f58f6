// The backend that gives every node a network namespace of its own, as a pod has one. Linux, as root.

import { EnvironmentError } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { Backend, BackendFacts } from "../../model/node.ts";
import { isExecutable } from "../../platform/files.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { bringUp } from "../start/bring-up.ts";
import type { NodeLauncher } from "../start/ground.ts";
import { findObstacle, type NetnsMachine, type Obstacle } from "./find-obstacle.ts";
import { layNetnsGround } from "./netns-ground.ts";

export interface NetnsBackendOptions {
  /** Paths of the node programs. */
  readonly tools: { readonly geth: string; readonly anvil: string };
  /** Accounts that have money from the first block on; thousands are fine. */
  readonly accounts: readonly GenesisAccount[];
  /** Contracts of the first block; none by default. */
  readonly contracts?: readonly GenesisContract[];
  /** For nodes whose clock is to be moved. */
  readonly launcher?: ((node: NodeId) => NodeLauncher) | undefined;
  /** Tries what faults are made of on this machine; asked only when the backend is available. */
  readonly probeMechanisms?: (() => Promise<BackendFacts["mechanisms"]>) | undefined;
  /** This one by default. */
  readonly machine?: NetnsMachine | undefined;
}

/** The backend for whole networks on one Linux machine: rules go where a chaos daemon would put them. */
export function createNetnsBackend(options: NetnsBackendOptions): Backend {
  return {
    kind: "netns",
    facts: () => factsOf(options),
    async start(cluster, scope) {
      const obstacle = await findObstacle(options.machine);
      if (obstacle !== undefined) throw unavailable(obstacle);
      const { runId, undo } = scope;
      // Newest first: processes are ended, then what they are in is removed.
      await undo.register({ kind: "remove-path", path: scope.scratchDir });
      await undo.register({ kind: "remove-cgroups", runId });
      await undo.register({ kind: "remove-netns", runId });
      await undo.register({ kind: "kill-marked", runId });
      const { tools, accounts, contracts = [], launcher } = options;
      const prepare = (dir: string) => layNetnsGround({ tools, cluster, scope, accounts, contracts, launcher, dir });
      return bringUp({ cluster, scope, prepare });
    },
  };
}

async function factsOf({ tools, machine, probeMechanisms }: NetnsBackendOptions): Promise<BackendFacts> {
  const obstacle = await findObstacle(machine);
  if (obstacle !== undefined) return absent(`${obstacle.why}; ${obstacle.hint}`);
  const found = await Promise.all([isExecutable(tools.geth), isExecutable(tools.anvil)]);
  if (!found.includes(true)) return absent("neither geth nor anvil was found");
  const mechanisms = await (probeMechanisms?.() ?? everyMechanism({ works: false, why: "nobody has tried it here" }));
  return { kind: "netns", available: true, links: false, mechanisms };
}

const absent = (why: string): BackendFacts => ({
  kind: "netns",
  available: false,
  why,
  links: false,
  mechanisms: everyMechanism({ works: false, why: "the backend is not available" }),
});

function unavailable({ why, hint }: Obstacle): EnvironmentError {
  return new EnvironmentError({
    message: `backend netns cannot be used: ${why}`,
    hint: `${hint.slice(0, 1).toUpperCase()}${hint.slice(1)}.`,
  });
}
