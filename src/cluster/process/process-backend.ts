// The backend that runs every node as a process of this machine, on loopback, without root.

import { assertNever } from "../../base/assert.ts";
import type { NodeId } from "../../base/ids.ts";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { Backend, BackendFacts } from "../../model/node.ts";
import { isExecutable } from "../../platform/files.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { bringUp, note } from "../start/bring-up.ts";
import type { Ground, NodeLauncher } from "../start/ground.ts";
import { NodeExitError } from "../start/node-exit-error.ts";
import { notStartable } from "../start/not-startable.ts";
import { groundAnvil } from "./anvil-ground.ts";
import { groundClique } from "./clique-ground.ts";
import { type GateOf, layBehindGates } from "./http-gates.ts";
import type { LoopbackOptions } from "./loopback.ts";

export interface ProcessBackendOptions {
  /** Paths of the node programs. */
  readonly tools: { readonly geth: string; readonly anvil: string };
  /** Accounts that have money from the first block on; thousands are fine. */
  readonly accounts: readonly GenesisAccount[];
  /** Contracts of the first block; none by default. */
  readonly contracts?: readonly GenesisContract[];
  /** A proxy stands before every RPC port, for faults of what passes there. */
  readonly gates?: boolean;
  /** Tries what faults are made of on this machine; asked only when the backend is available. */
  readonly probeMechanisms?: (() => Promise<BackendFacts["mechanisms"]>) | undefined;
  /** For nodes whose clock is to be moved. */
  readonly launcher?: ((node: NodeId) => NodeLauncher) | undefined;
}

/** Ports are looked for, let go and taken: somebody may be quicker. Three times in a row is no accident. */
const attemptsMax = 3;

/** The backend for a laptop and for CI: no root, no containers, no other network than loopback. */
export function createProcessBackend(options: ProcessBackendOptions): Backend {
  return {
    kind: "process",
    facts: () => factsOf(options),
    async start(cluster, scope) {
      await scope.undo.register({ kind: "kill-marked", runId: scope.runId });
      await scope.undo.register({ kind: "remove-path", path: scope.scratchDir });
      const { accounts, contracts = [] } = options;
      const prepare = (dir: string) => layGround({ ...options, cluster, scope, accounts, contracts, dir });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await bringUp({ cluster, scope, prepare });
        } catch (error) {
          if (!(error instanceof NodeExitError) || !error.portTaken || attempt === attemptsMax) throw error;
          note(
            scope,
            `a port of ${error.node} was taken by another program; starting the cluster again on other ports`,
          );
        }
      }
    },
  };
}

async function factsOf({ tools, probeMechanisms }: ProcessBackendOptions): Promise<BackendFacts> {
  const found = await Promise.all([isExecutable(tools.geth), isExecutable(tools.anvil)]);
  const sharing = everyMechanism({ works: false, why: "nodes share the machine's devices and cgroups" });
  if (!found.includes(true)) {
    return {
      kind: "process",
      links: true,
      mechanisms: sharing,
      available: false,
      why: "neither geth nor anvil was found",
    };
  }
  return { kind: "process", links: true, available: true, mechanisms: (await probeMechanisms?.()) ?? sharing };
}

type GroundOptions = Omit<LoopbackOptions, "gateOf" | "launcher"> & ProcessBackendOptions;

function layGround(options: GroundOptions): Promise<Ground> {
  const lay = (gateOf: GateOf) => layBare({ ...options, launcher: options.launcher, gateOf });
  return options.gates === true ? layBehindGates({ ...options, lay }) : lay(() => undefined);
}

function layBare(options: LoopbackOptions & Pick<ProcessBackendOptions, "tools">): Promise<Ground> {
  const { tools, ...rest } = options;
  const { kind } = options.cluster.consensus;
  switch (kind) {
    case "clique":
      return groundClique({ ...rest, binary: tools.geth });
    case "dev":
      return groundAnvil({ ...rest, binary: tools.anvil });
    case "external":
      throw notStartable(options.cluster);
    default:
      return assertNever(kind);
  }
}
