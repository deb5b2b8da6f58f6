import type { ClusterSpec } from "../../model/cluster.ts";
import { nodeOfHost } from "../../model/node-of-host.ts";
import type { PlannedCheck } from "../../model/plan.ts";
import type { Findings } from "../findings.ts";
import type { Path } from "../yaml-document.ts";

/** Refuses status checks that would ask somebody outside of the cluster and of this machine: a drill leaves others alone. */
export function checkStatusChecks(options: {
  readonly checks: readonly { readonly planned: PlannedCheck; readonly path: Path }[];
  readonly cluster: ClusterSpec;
  readonly findings: Findings;
}): void {
  const { checks, cluster, findings } = options;
  for (const { planned, path } of checks) {
    const host = new URL(planned.http.url).hostname;
    if (nodeOfHost(host, cluster.nodes) !== undefined || isOfThisMachine(host)) continue;
    findings.error({
      path: [...path, "statusCheck", "http", "url"],
      message: `expected the URL of a node of ${cluster.name} or of this machine, found "${planned.http.url}": a drill talks to nobody else`,
      hint: `name a node, which is asked on its RPC port, such as http://${cluster.nodes.at(-1)?.id ?? "rpc-0"}:8545/`,
    });
  }
}

/** Loopback, and the addresses that the nodes of this machine have (RFC 2544). */
const isOfThisMachine = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\./.test(host) || /^198\.1[89]\./.test(host);
