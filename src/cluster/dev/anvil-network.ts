import path from "node:path";
import { present } from "../../base/assert.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { Endpoints } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { writeAtomically } from "../../platform/files.ts";
import { anvilCommand, anvilFirstState } from "../clients/anvil.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import type { PreparedNetwork } from "../start/prepared-network.ts";
import { firstStateFile, keepCopies, mendState } from "./anvil-state.ts";

/** Where the node listens, and where the harness finds it. */
export interface AnvilPlace {
  readonly listen: string;
  readonly port: number;
  readonly endpoints: Endpoints;
}

/** Prepares a network of one anvil node that keeps its chain over restarts. */
export async function prepareAnvil(options: {
  cluster: ClusterSpec;
  scope: RunScope;
  /** anvil as the node finds it. */
  binary: string;
  accounts: readonly GenesisAccount[];
  contracts: readonly GenesisContract[];
  /** Empty directory for all files of the network; below it one for the node, by its id. */
  dir: string;
  place: AnvilPlace;
}): Promise<PreparedNetwork> {
  const { cluster, scope, binary, accounts, contracts, place } = options;
  const spec = present(cluster.nodes[0], "the node of a dev cluster");
  const dir = path.join(options.dir, spec.id);
  const stateFile = path.join(dir, "state.json");
  const firstState = JSON.stringify(anvilFirstState({ gasLimit: cluster.gasLimit, accounts, contracts }));
  await writeAtomically(stateFile, firstState);
  await writeAtomically(firstStateFile(stateFile), firstState);
  return {
    nodes: [
      {
        spec,
        endpoints: place.endpoints,
        command: anvilCommand({
          binary,
          listen: place.listen,
          port: place.port,
          chainId: cluster.chainId,
          blockPeriodMs: cluster.consensus.blockPeriodMs,
          gasLimit: cluster.gasLimit,
          stateFile,
          cacheDir: path.join(dir, "cache"),
        }),
        env: { HOME: dir },
        peers: null,
        prepare: () => mendState(stateFile),
        accompany: () => keepCopies({ stateFile, clock: scope.clock }),
      },
    ],
    introduction: undefined,
  };
}
