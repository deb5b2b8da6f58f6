// A cluster without a plan, held open until somebody stops it. As safe as a run: lease, undo log and watchdog.

import path from "node:path";
import { present } from "../base/assert.ts";
import { orAborted } from "../base/poll.ts";
import { Teardown } from "../base/teardown.ts";
import { type ContractUse, deployContracts } from "../load/contracts/deployments.ts";
import { canaryAccounts } from "../load/corpus/accounts.ts";
import type { ClusterSpec } from "../model/cluster.ts";
import type { BackendKind } from "../model/node.ts";
import type { ResolvedTools } from "../platform/tools/resolve-tools.ts";
import type { MachineParts } from "./machine-parts.ts";
import { openScope, type ScopeOptions } from "./open-scope.ts";
import { startCluster } from "./start-cluster.ts";

export interface HeldCluster {
  readonly chainId: number;
  readonly nodes: readonly { readonly id: string; readonly rpcUrl: string; readonly wsUrl: string | undefined }[];
  readonly account: { readonly address: string; readonly privateKey: string };
  readonly logs: string;
}

export interface HoldOptions extends Omit<ScopeOptions, "name"> {
  readonly cluster: ClusterSpec;
  readonly backend: BackendKind;
  readonly tools: ResolvedTools;
  readonly parts: MachineParts;
  /** Loads to be run by hand: genesis funds their accounts, and has the contracts that they call. */
  readonly uses: readonly ContractUse[];
  readonly onUp: (held: HeldCluster) => void;
}

/** Starts the cluster, tells of it, and holds it until the abort; then rejects with the abort's reason, all undone. */
export async function holdCluster(options: HoldOptions): Promise<never> {
  const { cluster, abort, seed, uses } = options;
  const opened = await openScope({ ...options, name: `up-${cluster.name}` });
  const teardown = new Teardown(options.clock);
  try {
    const rich = present(canaryAccounts({ seed, count: 1 })[0], "the rich account");
    const needs = { clock: false, http: false };
    const funded = [rich.address, ...uses.flatMap(({ accounts }) => accounts)];
    const contracts = deployContracts(uses);
    const started = await startCluster({ ...options, needs, funded, contracts, opened, teardown });
    options.onUp({
      chainId: cluster.chainId,
      nodes: started.nodes.map(({ id, endpoints: { rpcUrl, wsUrl } }) => ({ id, rpcUrl, wsUrl })),
      account: { address: rich.address, privateKey: `0x${rich.privateKey.toString("hex")}` },
      logs: path.join(opened.scope.scratchDir, "logs"),
    });
    return await orAborted(started.unexpectedExit, abort.signal);
  } finally {
    await teardown.run();
    await opened.release();
    await opened.recorder.close();
  }
}
