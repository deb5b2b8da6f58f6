import type { Address } from "../base/ids.ts";
import type { Teardown } from "../base/teardown.ts";
import type { GenesisContract } from "../cluster/clients/command.ts";
import type { ClusterSpec } from "../model/cluster.ts";
import type { BackendKind, FaultNeeds, StartedCluster } from "../model/node.ts";
import type { ResolvedTools } from "../platform/tools/resolve-tools.ts";
import { createBackend } from "./backends.ts";
import type { MachineParts } from "./machine-parts.ts";
import type { OpenedScope } from "./open-scope.ts";

/** More than any run can spend. */
const richWei = 10n ** 24n;

/** Starts a cluster whose first block makes `funded` rich and has the contracts. The teardown stops it, then takes its logs. */
export async function startCluster(options: {
  cluster: ClusterSpec;
  backend: BackendKind;
  tools: Pick<ResolvedTools, "geth" | "anvil">;
  parts: MachineParts;
  needs: FaultNeeds;
  funded: readonly Address[];
  contracts?: readonly GenesisContract[];
  opened: OpenedScope;
  teardown: Teardown;
}): Promise<StartedCluster> {
  const { tools, opened, teardown, parts, needs } = options;
  const backend = createBackend({
    kind: options.backend,
    parts,
    needs,
    scope: opened.scope,
    tools: { geth: tools.geth.path, anvil: tools.anvil.path },
    accounts: options.funded.map((address) => ({ address, balanceWei: richWei })),
    contracts: options.contracts ?? [],
  });
  const cluster = await backend.start(options.cluster, opened.scope);
  // Last in, first out: the network is stopped before its logs are taken, so that they show how it ended.
  const collect = () => cluster.collectLogs(opened.directory.nodesDir);
  teardown.push({ what: "collecting the nodes' logs", withinMs: 5000, undo: collect });
  teardown.push({ what: "stopping the network", withinMs: 20_000, undo: async () => cluster[Symbol.asyncDispose]() });
  return cluster;
}
