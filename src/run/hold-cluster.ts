// A cluster without a plan, held open until somebody stops it. As safe as a run: lease, undo log and watchdog.

import path from "node:path";
import type { Clock } from "../base/clock.ts";
import { Teardown } from "../base/teardown.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import { canaryAccounts } from "../load/corpus/accounts.ts";
import type { ClusterSpec } from "../model/cluster.ts";
import type { RunEvent } from "../model/event.ts";
import type { ResolvedTools } from "../platform/tools/resolve-tools.ts";
import { openScope } from "./open-scope.ts";
import { rejectOnAbort } from "./reject-on-abort.ts";

export interface HeldCluster {
  readonly chainId: number;
  readonly nodes: readonly { readonly id: string; readonly rpcUrl: string; readonly wsUrl: string | undefined }[];
  readonly account: { readonly address: string; readonly privateKey: string };
  readonly logs: string;
}

export interface HoldOptions {
  readonly cluster: ClusterSpec;
  readonly tools: ResolvedTools;
  readonly seed: number;
  readonly runsDir: string;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly abort: AbortController;
  readonly onEvent: (event: RunEvent) => void;
  readonly onUp: (held: HeldCluster) => void;
}

const richWei = 10n ** 24n;

/** Starts the cluster, tells of it, and holds it until the abort; then rejects with the abort's reason, all undone. */
export async function holdCluster(options: HoldOptions): Promise<never> {
  const { cluster, tools, abort, seed } = options;
  const opened = await openScope({ ...options, name: `up-${cluster.name}` });
  const teardown = new Teardown(options.clock);
  try {
    const [rich] = canaryAccounts({ seed, count: 1 });
    const accounts = rich === undefined ? [] : [{ address: rich.address, balanceWei: richWei }];
    const backend = createProcessBackend({ tools: { geth: tools.geth.path, anvil: tools.anvil.path }, accounts });
    const started = await backend.start(cluster, opened.scope);
    const collect = () => started.collectLogs(opened.directory.nodesDir);
    teardown.push({ what: "collecting the nodes' logs", withinMs: 5000, undo: collect });
    teardown.push({ what: "stopping the network", withinMs: 20_000, undo: async () => started[Symbol.asyncDispose]() });
    options.onUp({
      chainId: cluster.chainId,
      nodes: started.nodes.map(({ id, endpoints: { rpcUrl, wsUrl } }) => ({ id, rpcUrl, wsUrl })),
      account: { address: rich?.address ?? "", privateKey: `0x${rich?.privateKey.toString("hex")}` },
      logs: path.join(opened.scope.scratchDir, "logs"),
    });
    return await Promise.race([started.unexpectedExit, rejectOnAbort(abort.signal)]);
  } finally {
    await teardown.run();
    await opened.release();
    await opened.recorder.close();
  }
}
