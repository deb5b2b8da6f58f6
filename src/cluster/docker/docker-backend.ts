// The backend that runs every node as a container of a Docker daemon, on a network of the run.

import { assertNever } from "../../base/assert.ts";
import { errorText } from "../../base/errors.ts";
import type { ClientKind, ClusterSpec } from "../../model/cluster.ts";
import type { Backend, FaultNeeds, StartedCluster } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { DockerError } from "../../platform/docker/docker-error.ts";
import { lookAtDocker } from "../../platform/docker/look-at-docker.ts";
import { openDocker } from "../../platform/docker/open-docker.ts";
import { runLabel } from "../../platform/remove-containers.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { bringUp, note } from "../start/bring-up.ts";
import { notStartable } from "../start/not-startable.ts";
import { factsOf, type Mechanisms } from "./docker-facts.ts";
import { groundContainers } from "./docker-ground.ts";
import type { ContainerLauncher } from "./docker-node.ts";
import { ensureNodeImage } from "./node-image.ts";

export interface DockerBackendOptions {
  /** Paths of the node programs of this machine: images are made of them, and geth writes the first block. */
  readonly tools: { readonly geth: string; readonly anvil: string };
  /** Accounts that have money from the first block on; thousands are fine. */
  readonly accounts: readonly GenesisAccount[];
  /** Contracts of the first block; none by default. */
  readonly contracts?: readonly GenesisContract[];
  readonly needs: FaultNeeds;
  /** Runs this image, with the client somewhere on its PATH, instead of one made of this machine's client. */
  readonly image?: string | undefined;
  /** Of the daemon; the same that testcontainers finds by itself (DOCKER_HOST). */
  readonly socketPath?: string | undefined;
  /** Used when the plan moves clocks. */
  readonly launcher?: ContainerLauncher | undefined;
  /** Tells what faults can be made of on this machine; asked only where its containers can be entered. */
  readonly probe?: (() => Promise<Mechanisms>) | undefined;
}

/** Where Docker listens unless it was told otherwise. */
export const defaultSocketPath = "/var/run/docker.sock";

/** Ports are looked for, let go and taken: somebody may be quicker. Three times in a row is no accident. */
const attemptsMax = 3;

/** The backend for those who run containers anyway, on one machine: no root, but for faults of the network. */
export function createDockerBackend(options: DockerBackendOptions): Backend {
  const { tools, image, socketPath = defaultSocketPath, probe } = options;
  return {
    kind: "docker",
    facts: () =>
      factsOf({
        look: () => lookAtDocker({ socketPath }),
        binaries: image === undefined ? [tools.geth, tools.anvil] : [],
        probe,
        isRoot: process.getuid?.() === 0,
      }),
    async start(cluster, scope) {
      const { isHere } = await lookAtDocker({ socketPath, clock: scope.clock });
      await scope.undo.register({ kind: "kill-marked", runId: scope.runId });
      await scope.undo.register({ kind: "remove-path", path: scope.scratchDir });
      await scope.undo.register({ kind: "remove-containers", runId: scope.runId, socketPath });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await startOnce({ ...options, socketPath, isHere, cluster, scope });
        } catch (error) {
          if (!(error instanceof DockerError) || error.trouble !== "port-taken" || attempt === attemptsMax) throw error;
          note(scope, `starting the cluster again on other ports: ${errorText(error)}`);
        }
      }
    },
  };
}

type StartOptions = DockerBackendOptions & {
  readonly socketPath: string;
  readonly isHere: boolean;
  readonly cluster: ClusterSpec;
  readonly scope: RunScope;
};

async function startOnce(options: StartOptions): Promise<StartedCluster> {
  const { cluster, scope, tools, needs, accounts, contracts = [], launcher, isHere } = options;
  const docker = await openDocker(options.socketPath);
  const client = clientOf(cluster);
  const { image, program, told } = await ensureNodeImage(docker, {
    client,
    binary: tools[client],
    named: options.image,
  });
  if (told !== undefined) note(scope, told);
  const network = `chaindrill-${scope.runId}`;
  const labels = { [runLabel]: scope.runId };
  const used = needs.clock ? launcher : undefined;
  return bringUp({
    cluster,
    scope,
    prepare: (dir) =>
      groundContainers({
        cluster,
        accounts,
        contracts,
        binary: { inside: program, here: tools[client] },
        harbour: { docker, scope, image, network, labels, launcher: used, isHere, dir },
      }),
  });
}

function clientOf(cluster: ClusterSpec): Exclude<ClientKind, "other"> {
  const { kind } = cluster.consensus;
  switch (kind) {
    case "clique":
      return "geth";
    case "dev":
      return "anvil";
    case "external":
      throw notStartable(cluster);
    default:
      return assertNever(kind);
  }
}
