// The backend that runs every node as a process of this machine, on loopback, without root.

import path from "node:path";
import { assertNever } from "../../base/assert.ts";
import { formatDuration } from "../../base/duration.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { Backend, BackendFacts, StartedCluster } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { isExecutable, makeDirectory, removeTree } from "../../platform/files.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { prepareAnvil } from "./anvil-network.ts";
import { prepareClique } from "./clique-network.ts";
import { NodeExitError } from "./node-exit-error.ts";
import type { PreparedNetwork } from "./prepared-network.ts";
import { ProcessCluster } from "./process-cluster.ts";

export interface ProcessBackendOptions {
  /** Paths of the node programs. */
  readonly tools: { readonly geth: string; readonly anvil: string };
  /** Accounts that have money from the first block on; thousands are fine. */
  readonly accounts: readonly GenesisAccount[];
  /** Contracts of the first block; none by default. */
  readonly contracts?: readonly GenesisContract[];
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
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await startOnce({ ...options, cluster, scope });
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

async function factsOf({ tools }: ProcessBackendOptions): Promise<BackendFacts> {
  const found = await Promise.all([isExecutable(tools.geth), isExecutable(tools.anvil)]);
  const facts = { kind: "process", links: true } as const;
  if (found.includes(true)) return { ...facts, available: true };
  return { ...facts, available: false, why: "neither geth nor anvil was found" };
}

type StartOptions = ProcessBackendOptions & { readonly cluster: ClusterSpec; readonly scope: RunScope };

async function startOnce(options: StartOptions): Promise<StartedCluster> {
  const { cluster, scope } = options;
  const startedAtMs = scope.clock.nowMs();
  const logDir = path.join(scope.scratchDir, "logs");
  await makeDirectory(logDir);
  const network = await prepare(options);
  const preparedAtMs = scope.clock.nowMs();
  const started = new ProcessCluster({ spec: cluster, network, scope, logDir });
  try {
    const times = await started.bringUp();
    const since = (atMs: number) => formatDuration(atMs - startedAtMs);
    note(
      scope,
      [
        `cluster ${cluster.name} is up after ${since(scope.clock.nowMs())}`,
        `prepared at ${since(preparedAtMs)}`,
        `processes started at ${since(times.spawnedAtMs)}`,
        `all answer at ${since(times.answeringAtMs)}`,
        `all have their peers at ${since(times.peeredAtMs)}`,
      ].join("; "),
    );
    return started;
  } catch (error) {
    // Neither may hide why the start failed. The logs are all that tells; the scratch directory goes with the run.
    await started[Symbol.asyncDispose]().catch(() => undefined);
    await started.collectLogs(path.join(scope.runDir, "nodes")).catch(() => undefined);
    throw error;
  }
}

async function prepare(options: StartOptions): Promise<PreparedNetwork> {
  const { cluster, scope, tools, accounts, contracts = [] } = options;
  const dir = path.join(scope.scratchDir, "cluster");
  await removeTree(dir);
  await makeDirectory(dir);
  const { kind } = cluster.consensus;
  switch (kind) {
    case "clique":
      return prepareClique({ cluster, scope, binary: tools.geth, accounts, contracts, dir });
    case "dev":
      return prepareAnvil({ cluster, scope, binary: tools.anvil, accounts, contracts, dir });
    default:
      return assertNever(kind);
  }
}

function note(scope: RunScope, text: string): void {
  scope.events.emit({ source: "cluster", type: "note", text });
}
