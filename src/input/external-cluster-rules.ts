// Rules of a cluster file about networks that are not started here, and about what only those may say.

import type { ClusterFile } from "./cluster-schema.ts";
import type { Findings } from "./findings.ts";
import type { Path } from "./yaml-document.ts";

/** Reports what an external network lacks, and what any other has of one. */
export function checkExternalFields(file: ClusterFile, findings: Findings): void {
  const { spec } = file;
  if (spec.consensus.kind === "external") {
    for (const [index, group] of spec.nodes.entries()) checkNode(group, { path: ["spec", "nodes", index], findings });
    return;
  }
  const refuse = (path: Path, what: string) =>
    findings.error({
      path,
      message: `expected ${what} only with consensus kind external, found it with ${spec.consensus.kind}`,
      hint: "a network that is started here has its own addresses, and makes its accounts rich itself",
      at: "key",
    });
  if (spec.allowed !== undefined) refuse(["spec", "allowed"], "allowed");
  if (spec.funding !== undefined) refuse(["spec", "funding"], "funding");
  for (const [index, { rpcUrl, wsUrl, client }] of spec.nodes.entries()) {
    if (rpcUrl !== undefined) refuse(["spec", "nodes", index, "rpcUrl"], "rpcUrl");
    if (wsUrl !== undefined) refuse(["spec", "nodes", index, "wsUrl"], "wsUrl");
    if (client === "other") refuse(["spec", "nodes", index, "client"], "client other");
  }
}

function checkNode(
  { rpcUrl, wsUrl, count }: ClusterFile["spec"]["nodes"][number],
  { path, findings }: { path: Path; findings: Findings },
): void {
  if (rpcUrl === undefined) {
    findings.error({
      path,
      message: "expected rpcUrl of a node of an external network, found nothing",
      hint: "add rpcUrl: http://...",
    });
  } else checkUrl(rpcUrl, { path: [...path, "rpcUrl"], schemes: ["http:", "https:"], findings });
  if (wsUrl !== undefined) checkUrl(wsUrl, { path: [...path, "wsUrl"], schemes: ["ws:", "wss:"], findings });
  if (count === 1) return;
  findings.error({
    path: [...path, "count"],
    message: `expected 1 node at an address, found ${count}`,
    hint: "give each node an entry of its own",
  });
}

function checkUrl(
  text: string,
  { path, schemes, findings }: { path: Path; schemes: readonly string[]; findings: Findings },
): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !schemes.includes(url.protocol)) {
    const wanted = schemes.map((scheme) => `${scheme}//`).join(" or ");
    findings.error({ path, message: `expected a URL that begins with ${wanted}, found "${text}"` });
  } else if (url.username !== "" || url.password !== "") {
    findings.error({
      path,
      message: "expected a URL without user and password: it is kept with every run",
      hint: "put a proxy on this machine in front of the node that adds them",
    });
  }
}
