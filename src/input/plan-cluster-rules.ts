// Rules that need plan, cluster and manifests together: does every selector find nodes, and are the limits kept?

import { formatDuration } from "../base/duration.ts";
import type { ClusterSpec, NodeSpec } from "../model/cluster.ts";
import type { FaultAction, PodSelector, Selection, SelectorMode } from "../model/fault.ts";
import { matchesSelector, selectorCandidate } from "../model/match-selector.ts";
import type { CorpusKind } from "../model/plan.ts";
import type { Expansion, Part } from "./chaos/expansion.ts";
import { checkStatusChecks } from "./chaos/status-check-rules.ts";
import type { Findings } from "./findings.ts";
import type { PlanFile } from "./plan-schema.ts";
import { corpusOf } from "./resolve-plan.ts";
import { suggestion } from "./suggest.ts";
import type { Path } from "./yaml-document.ts";

interface ClusterCheck {
  readonly plan: PlanFile;
  readonly cluster: ClusterSpec;
  readonly findings: Findings;
}

type SupportedAction = Exclude<FaultAction, { kind: "unsupported" }>;

/** Reports node names and roles of the plan that the cluster does not have. */
export function checkPlanAgainstCluster({ plan, cluster, findings }: ClusterCheck): void {
  const { spec } = plan;
  const check = (names: readonly string[] | undefined, path: Path) =>
    checkNodeNames({ names, path, cluster, findings });
  check(spec.canary.through, ["spec", "canary", "through"]);
  for (const [index, load] of spec.load.entries()) check(load.through, ["spec", "load", index, "through"]);
  const { keepHealthy } = spec.limits;
  checkBackend({ plan, cluster, findings });
  checkContracts({ plan, cluster, findings });
  if (keepHealthy === undefined) return;
  const available = cluster.nodes.filter((node) => node.role === keepHealthy.role).length;
  if (keepHealthy.atLeast <= available) return;
  findings.error({
    path: ["spec", "limits", "keepHealthy", "atLeast"],
    message: `expected at most ${available}, the nodes of role ${keepHealthy.role} in ${cluster.name}, found ${keepHealthy.atLeast}`,
  });
}

function checkBackend({ plan, cluster, findings }: ClusterCheck): void {
  const { backend } = plan.spec;
  const isExternal = cluster.consensus.kind === "external";
  if (isExternal === (backend === "external")) return;
  findings.error({
    path: ["spec", "backend"],
    message: isExternal
      ? `expected backend external for ${cluster.name}, a network that is not started here, found ${backend}`
      : `expected a backend that starts ${cluster.name}, found external: its file names no addresses`,
    hint: isExternal ? "write backend: external, or give --backend external" : "leave the backend out to get process",
  });
}

/** An external network has none of the contracts that a genesis of ours has. */
const corporaWithoutContracts: readonly CorpusKind[] = [
  "transfers",
  "legacy-transfers",
  "access-list-transfers",
  "deployments",
  "none",
];

function checkContracts({ plan, cluster, findings }: ClusterCheck): void {
  if (cluster.consensus.kind !== "external") return;
  for (const [index, load] of plan.spec.load.entries()) {
    if (load.engine !== "k6") continue;
    const kind = load.corpus ?? corpusOf(load.script);
    if (corporaWithoutContracts.includes(kind)) continue;
    findings.error({
      path: ["spec", "load", index, load.corpus === undefined ? "script" : "corpus"],
      message: `expected a load that calls no contract, found ${kind}: ${cluster.name} has none of those that a genesis of ours has`,
      hint: `on an external network use ${corporaWithoutContracts.join(", ")}`,
    });
  }
}

function checkNodeNames(options: {
  names: readonly string[] | undefined;
  path: Path;
  cluster: ClusterSpec;
  findings: Findings;
}): void {
  const { names = [], path, cluster, findings } = options;
  const known: readonly string[] = cluster.nodes.map((node) => node.id);
  for (const [index, name] of names.entries()) {
    if (known.includes(name)) continue;
    findings.error({
      path: [...path, index],
      message: `expected a node of ${cluster.name}, found "${name}"`,
      hint: suggestion(name, known),
    });
  }
}

/** Reports what is wrong with a fault, or with those that it starts, in this plan on this cluster. */
export function checkExpansion(options: {
  readonly expansion: Expansion;
  readonly plan: PlanFile;
  readonly cluster: ClusterSpec | undefined;
  /** Of the manifest. */
  readonly findings: Findings;
}): void {
  const { expansion, plan, cluster, findings } = options;
  for (const part of expansion.parts) {
    checkLimitOnDuration({ part, plan, findings });
    const { action } = part.planned.spec;
    if (cluster !== undefined && action.kind !== "unsupported") checkTargets({ part, action, plan, cluster, findings });
  }
  if (cluster !== undefined) checkStatusChecks({ checks: expansion.checks, cluster, findings });
}

function checkTargets(options: ClusterCheck & { readonly part: Part; readonly action: SupportedAction }): void {
  const { part, action, plan, cluster, findings } = options;
  const { path } = part;
  const { selection } = action;
  const sources = checkSelects({ selection, path, cluster, findings });
  let targets = targetsMax(selection, sources.length);
  if ("containerNames" in action) checkContainers({ names: action.containerNames, path, sources, findings });
  if (action.kind === "NetworkChaos" && action.target !== undefined) {
    const peers = checkSelects({ selection: action.target, path: [...path, "target"], cluster, findings });
    // A split takes its smaller side away: which of the two is called the source makes no difference.
    if (action.action === "partition") targets = Math.min(targets, targetsMax(action.target, peers.length));
  }
  checkLimitOnTargets({ targets, mode: selection.mode, path, plan, cluster, findings });
}

function checkLimitOnDuration(options: { part: Part; plan: PlanFile; findings: Findings }): void {
  const { maxDuration } = options.plan.spec.limits;
  const { planned, durationPath } = options.part;
  const { durationMs } = planned.spec;
  if (durationMs === undefined || durationMs <= maxDuration) return;
  options.findings.error({
    path: durationPath,
    message: `expected a duration within the plan's limits.maxDuration of ${formatDuration(maxDuration)}, found ${formatDuration(durationMs)}`,
    hint: "shorten the fault, or raise spec.limits.maxDuration in the plan",
  });
}

interface SelectsCheck {
  readonly selection: Selection;
  readonly path: Path;
  readonly cluster: ClusterSpec;
  readonly findings: Findings;
}

function checkSelects({ selection, path, cluster, findings }: SelectsCheck): readonly NodeSpec[] {
  const { selector, mode, value } = selection;
  const matched = cluster.nodes.filter((node) => matchesSelector(selector, selectorCandidate(node)));
  if (matched.length === 0) {
    findings.error({
      path: [...path, "selector"],
      message: `expected a selector that matches a node of ${cluster.name}, found ${describeSelector(selector)}: it matches none`,
      hint: `nodes and labels there are: ${describeNodes(cluster)}`,
    });
  }
  if (mode === "fixed" && matched.length > 0 && Number(value) > matched.length) {
    findings.warn({
      path: [...path, "value"],
      message: `expected at most ${matched.length}, the nodes of ${cluster.name} that match, found ${value}: ${matched.length} are taken`,
    });
  }
  const missing = Object.values(selector.pods ?? {})
    .flat()
    .filter((name) => !cluster.nodes.some((node) => node.id === name));
  for (const name of matched.length > 0 ? missing : []) {
    findings.warn({
      path: [...path, "selector", "pods"],
      message: `expected pods of ${cluster.name}, found "${name}": it is skipped`,
      at: "key",
    });
  }
  return matched;
}

/** The most nodes that a selection can take. */
function targetsMax(selection: Selection, matched: number): number {
  switch (selection.mode) {
    case "one":
      return Math.min(1, matched);
    case "all":
      return matched;
    case "fixed":
      return Math.min(Number(selection.value), matched);
    case "fixed-percent":
    case "random-max-percent":
      return Math.ceil((matched * Number(selection.value)) / 100);
  }
}

function checkLimitOnTargets(
  options: ClusterCheck & { readonly targets: number; readonly mode: SelectorMode; readonly path: Path },
): void {
  const { targets, mode, path, plan, cluster, findings } = options;
  const allowed = plan.spec.limits.maxTargets ?? cluster.nodes.length;
  if (targets <= allowed) return;
  findings.error({
    path: [...path, "mode"],
    message: `expected at most ${allowed} targets, the plan's limits.maxTargets, found ${targets} with mode ${mode}`,
    hint: "narrow the selection, or raise spec.limits.maxTargets in the plan",
  });
}

function checkContainers(options: {
  names: readonly string[];
  path: Path;
  sources: readonly NodeSpec[];
  findings: Findings;
}): void {
  const { names, path, sources, findings } = options;
  const known = [...new Set(sources.map((node) => node.container))];
  if (sources.length === 0) return;
  for (const [index, name] of names.entries()) {
    if (known.includes(name)) continue;
    findings.error({
      path: [...path, "containerNames", index],
      message: `expected a container of the selected nodes, found "${name}"`,
      hint: suggestion(name, known),
    });
  }
}

/** The parts that a selector uses, as compact JSON: what a person compares with the labels. */
function describeSelector(selector: PodSelector): string {
  const used = Object.entries(selector).filter(([, part]) => part !== undefined && Object.keys(part).length > 0);
  return JSON.stringify(Object.fromEntries(used));
}

const nodesShown = 12;

function describeNodes(cluster: ClusterSpec): string {
  const lines = cluster.nodes.slice(0, nodesShown).map((node) => {
    const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`);
    return `${node.namespace}/${node.id} (${labels.join(", ")})`;
  });
  const more = cluster.nodes.length - nodesShown;
  return `${lines.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
