import { assertNever } from "../base/assert.ts";
import { nodeId } from "../base/ids.ts";
import type { ClusterSpec, ExternalTerms, NodeSpec } from "../model/cluster.ts";
import { mainnets } from "../model/mainnets.ts";
import type { Loaded, Problem } from "../model/problem.ts";
import { checkShape } from "./check-shape.ts";
import { type ClusterFile, clusterSchema } from "./cluster-schema.ts";
import { checkExternalFields } from "./external-cluster-rules.ts";
import { Findings } from "./findings.ts";
import { openSingleDocument } from "./open-document.ts";
import { toLoaded } from "./to-loaded.ts";
import type { Path, ReadFile, YamlDocument } from "./yaml-document.ts";

/** Reads a cluster file: every default filled in, every node named. */
export function loadCluster(options: { file: string; readFile: ReadFile }): Loaded<ClusterSpec> {
  return toLoaded(readCluster(options));
}

/** As loadCluster, with problems and value side by side. */
export function readCluster(options: { file: string; readFile: ReadFile }): {
  readonly value: ClusterSpec | undefined;
  readonly problems: readonly Problem[];
} {
  const opened = openSingleDocument(options);
  return opened.document === undefined
    ? { value: undefined, problems: opened.problems }
    : resolveCluster(opened.document);
}

function resolveCluster(document: YamlDocument) {
  const findings = new Findings(document);
  const file = checkShape({ schema: clusterSchema, findings, value: document.value });
  if (file === undefined) return { value: undefined, problems: findings.problems };
  checkChain(file, findings);
  checkGroups(file, findings);
  checkExternalFields(file, findings);
  switch (file.spec.consensus.kind) {
    case "clique":
      checkClique(file, findings);
      break;
    case "dev":
      checkDev(file, findings);
      break;
    case "external":
      break;
  }
  return { value: findings.failed ? undefined : toSpec(file), problems: findings.problems };
}

function checkChain({ spec }: ClusterFile, findings: Findings): void {
  const mainnet = mainnets.get(spec.chainId);
  if (mainnet !== undefined) {
    findings.error({
      path: ["spec", "chainId"],
      message: `expected the chain id of a testnet, found ${spec.chainId}, which is ${mainnet}`,
      hint: "Chaindrill never runs against a mainnet, whatever the file declares; 1337 is a usual private id",
    });
  }
  if (spec.testnet !== true) {
    findings.error({
      path: ["spec", "testnet"],
      message: `expected "testnet: true", found ${spec.testnet ?? "nothing"}: a chain id that was not declared a testnet is refused`,
      hint: "add testnet: true once you are sure that nothing on this chain is of value",
    });
  }
}

function checkGroups({ spec }: ClusterFile, findings: Findings): void {
  const names = spec.nodes.map((group) => group.name);
  for (const [index, group] of spec.nodes.entries()) {
    const path: Path = ["spec", "nodes", index];
    if (names.indexOf(group.name) !== index) {
      findings.error({
        path: [...path, "name"],
        message: `expected each group name once, found "${group.name}" again`,
        hint: "raise the count of the first group, or choose another name",
      });
    }
    for (const key of Object.keys(group.labels).filter((label) => label.startsWith("chaindrill/"))) {
      findings.error({
        path: [...path, "labels", key],
        message: `expected labels outside chaindrill/, found "${key}"`,
        hint: "chaindrill/role and chaindrill/index are added to every node",
        at: "key",
      });
    }
  }
}

function checkClique({ spec }: ClusterFile, findings: Findings): void {
  for (const [index, group] of spec.nodes.entries()) {
    if (group.client === "geth" && group.role !== "dev") continue;
    findings.error({
      path: ["spec", "nodes", index, group.client === "geth" ? "role" : "client"],
      message: `expected geth nodes of role signer or rpc in a clique network, found ${group.client} of role ${group.role}`,
      hint: "for a single anvil, use consensus kind dev",
    });
  }
  if (spec.consensus.blockPeriod % 1000 !== 0) {
    findings.error({
      path: ["spec", "consensus", "blockPeriod"],
      message: `expected whole seconds, found ${spec.consensus.blockPeriod} ms: clique counts its period in seconds`,
    });
  }
  const signers = signersIn(spec);
  if (signers === 0) {
    findings.error({
      path: ["spec", "nodes"],
      message: "expected at least one node of role signer, found none: nobody would seal blocks",
      at: "key",
    });
  }
  if (signers > 0 && signers % 2 === 0) {
    findings.warn({
      path: ["spec", "nodes"],
      message: `expected an odd number of signers, found ${signers}: a split into equal halves can leave a clique network stuck for ever`,
      hint: `use ${signers + 1}, unless that is what you want to show`,
      at: "key",
    });
  }
  const least = leastConfirmations(signers);
  if (spec.confirmations !== undefined && spec.confirmations < least) {
    findings.error({
      path: ["spec", "confirmations"],
      message: `expected at least ${least} with ${signers} signers, found ${spec.confirmations}: fewer blocks on top can still be reorganised away`,
      hint: `leave it out to get ${usualConfirmations(signers)}`,
    });
  }
}

/** A signer may seal one of floor(n/2)+1 blocks in a row (EIP-225): as many can be lost as one signer may have to wait. */
const leastConfirmations = (signers: number): number => Math.floor(signers / 2) + 2;

/** Twice the least: five signers on a machine without a free core were seen to drop six blocks at once. */
const usualConfirmations = (signers: number): number => 2 * leastConfirmations(signers);

function checkDev({ spec }: ClusterFile, findings: Findings): void {
  const [group] = spec.nodes;
  const fits = spec.nodes.length === 1 && group?.count === 1 && group.role === "dev" && group.client === "anvil";
  if (fits) return;
  const found = spec.nodes.map(({ count, client, role }) => `${count} ${client} of role ${role}`).join(", ");
  findings.error({
    path: ["spec", "nodes"],
    message: `expected exactly one anvil of role dev for consensus kind dev, found ${found}`,
    hint: "several anvils do not form a network; use clique with geth",
    at: "key",
  });
}

const signersIn = (spec: ClusterFile["spec"]): number =>
  spec.nodes.filter((group) => group.role === "signer").reduce((sum, group) => sum + group.count, 0);

function toSpec({ metadata, spec }: ClusterFile): ClusterSpec {
  const { kind, blockPeriod } = spec.consensus;
  return {
    name: metadata.name,
    chainId: spec.chainId,
    testnet: true,
    consensus: { kind, blockPeriodMs: blockPeriod },
    gasLimit: spec.gasLimit,
    nodes: nameNodes(spec),
    confirmations: spec.confirmations ?? confirmationsFor(spec),
    ...(kind === "external" ? { external: externalTerms(spec) } : {}),
  };
}

function confirmationsFor(spec: ClusterFile["spec"]): number {
  const { kind } = spec.consensus;
  switch (kind) {
    case "clique":
      return usualConfirmations(signersIn(spec));
    case "dev":
      return 1;
    case "external":
      return externalConfirmations;
    default:
      return assertNever(kind);
  }
}

function externalTerms({ allowed, funding }: ClusterFile["spec"]): ExternalTerms {
  const paid = funding && { keyEnv: funding.keyEnv, budgetWei: String(funding.budget) };
  return { allowed: allowed === true, ...(paid === undefined ? {} : { funding: paid }) };
}

/** What wallets and exchanges have long waited for on chains that say nothing of finality. */
const externalConfirmations = 12;

function nameNodes(spec: ClusterFile["spec"]): NodeSpec[] {
  return spec.nodes
    .flatMap((group) => Array.from({ length: group.count }, (_, position) => ({ group, position })))
    .map(({ group, position }, index) => ({
      id: nodeId(`${group.name}-${position}`),
      index,
      role: group.role,
      client: group.client,
      container: group.container ?? group.client,
      namespace: spec.namespace,
      labels: {
        ...group.labels,
        "chaindrill/role": group.role,
        "chaindrill/index": String(index),
        "app.kubernetes.io/name": group.client,
      },
      annotations: group.annotations,
      ...endpointsOf(group),
    }));
}

function endpointsOf({ rpcUrl, wsUrl }: ClusterFile["spec"]["nodes"][number]): Pick<NodeSpec, "endpoints"> {
  if (rpcUrl === undefined) return {};
  return { endpoints: wsUrl === undefined ? { rpcUrl } : { rpcUrl, wsUrl } };
}
