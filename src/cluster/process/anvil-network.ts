import path from "node:path";
import { present } from "../../base/assert.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { writeAtomically } from "../../platform/files.ts";
import { anvilCommand, anvilFirstState } from "../clients/anvil.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { firstStateFile, keepCopies, mendState } from "./anvil-state.ts";
import { leasePorts } from "./free-ports.ts";
import type { PreparedNetwork } from "./prepared-network.ts";

/** Prepares a network of one anvil node that keeps its chain over restarts. */
export async function prepareAnvil(options: {
  cluster: ClusterSpec;
  scope: RunScope;
  binary: string;
  accounts: readonly GenesisAccount[];
  contracts: readonly GenesisContract[];
  /** Empty directory for all files of the network. */
  dir: string;
}): Promise<PreparedNetwork> {
  const { cluster, scope, binary, accounts, contracts } = options;
  const spec = present(cluster.nodes[0], "the node of a dev cluster");
  const dir = path.join(options.dir, spec.id);
  const stateFile = path.join(dir, "state.json");
  const firstState = JSON.stringify(anvilFirstState({ gasLimit: cluster.gasLimit, accounts, contracts }));
  await writeAtomically(stateFile, firstState);
  await writeAtomically(firstStateFile(stateFile), firstState);
  const lease = await leasePorts({ count: 1, random: scope.random.stream(`ports/${scope.runId}`) });
  const port = present(lease.ports[0], "the leased port");
  return {
    nodes: [
      {
        spec,
        endpoints: { rpcUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}`, p2pPort: undefined },
        command: anvilCommand({
          binary,
          port,
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
    links: undefined,
    introduction: undefined,
    releasePorts: lease.release,
    [Symbol.asyncDispose]: lease.release,
  };
}
