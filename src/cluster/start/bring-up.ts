// What all backends that start nodes of their own do alike: make room, prepare, start, wait, and tell how long it took.

import path from "node:path";
import { formatDuration } from "../../base/duration.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { StartedCluster } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { makeDirectory, removeTree } from "../../platform/files.ts";
import type { Ground } from "./ground.ts";
import { StartedNetwork } from "./started-network.ts";

/** Resolves when the cluster may be used; on a failure everything is taken down again and the logs are kept. */
export async function bringUp(options: {
  cluster: ClusterSpec;
  scope: RunScope;
  /** Given an empty directory for all files of the network. Cleans up after itself when it fails. */
  prepare: (dir: string) => Promise<Ground>;
}): Promise<StartedCluster> {
  const { cluster, scope } = options;
  const startedAtMs = scope.clock.nowMs();
  const logDir = path.join(scope.scratchDir, "logs");
  const dir = path.join(scope.scratchDir, "cluster");
  await makeDirectory(logDir);
  await removeTree(dir);
  await makeDirectory(dir);
  const ground = await options.prepare(dir);
  const preparedAtMs = scope.clock.nowMs();
  const started = new StartedNetwork({ spec: cluster, ground, scope, logDir });
  try {
    const times = await started.bringUp();
    const since = (atMs: number) => formatDuration(atMs - startedAtMs);
    note(
      scope,
      [
        `cluster ${cluster.name} is up after ${since(scope.clock.nowMs())}`,
        `prepared at ${since(preparedAtMs)}`,
        `nodes started at ${since(times.spawnedAtMs)}`,
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

/** Tells the journal something about the cluster that is no change of a node. */
export function note(scope: RunScope, text: string): void {
  scope.events.emit({ source: "cluster", type: "note", text });
}
