// Markdown for pull requests and for GitHub step summaries, which take 1 MiB and drop what is longer.

import type { FaultResult, LoadResult, Recovery, Result } from "../model/result.ts";
import type { Verdict } from "../model/verdict.ts";
import { describeFates } from "./describe-fates.ts";
import { describeLimit } from "./describe-limit.ts";
import { closedNote, offeredOf } from "./describe-model.ts";
import { fromClearing, recoveryTime } from "./describe-recovery.ts";
import {
  formatCount,
  formatMoment,
  formatMs,
  formatRate,
  formatShare,
  formatShareAtMost,
  joinReasons,
  notMeasured,
} from "./format.ts";
import { alertsAndBudgets, latenciesByWindow, limitEvidence, numbersToCompare } from "./markdown-details.ts";
import { code, joinParts, plain, section, table } from "./markdown-text.ts";
import { runAgainCommand } from "./run-again.ts";
import { countStatuses, statusMark, worstFirst } from "./verdict-groups.ts";

/** The text of `report.md`: verdict first, then what it rests on. */
export function renderMarkdown(result: Result): string {
  const sections = [
    headline(result),
    verdictTable(result.verdicts),
    faultTable(result.faults),
    rpoTable(result),
    loadTable(result.loads),
    limitEvidence(result.loads),
    latenciesByWindow(result.loads),
    sloTable(result),
    alertsAndBudgets(result.slos),
    canary(result),
    numbersToCompare(result.metrics),
    origin(result),
  ];
  return joinParts(sections, "`report.html` and `result.json` have all of it.");
}

function headline({ run, verdict, verdicts, invalid }: Result): string {
  const did = `Plan ${code(run.plan)} on ${code(run.cluster)}, backend ${code(run.backend)}, ${formatMs(run.durationMs)}; ${countStatuses(verdicts)}.`;
  const ended = run.endedHow === "completed" ? "" : ` The run ended early: ${plain(run.endedHow)}.`;
  return `# **${verdict.status.toUpperCase()}** ${statusMark[verdict.status]} ${plain(run.plan)}\n\n${plain(verdict.summary)}\n\n${plain(run.description)} ${did}${ended}${doNotCompare(invalid)}`;
}

/** A quotation stands out in a step summary, and takes no room when there is nothing to say. */
const doNotCompare = (reasons: readonly string[]): string =>
  reasons.length === 0 ? "" : `\n\n> **Do not compare this run:** ${plain(joinReasons(reasons))}`;

function verdictTable(verdicts: readonly Verdict[]): string {
  const row = (verdict: Verdict) => [
    `${statusMark[verdict.status]} ${verdict.status === "fail" || verdict.status === "unknown" ? `**${verdict.status}**` : verdict.status}`,
    code(verdict.name),
    plain(verdict.summary),
  ];
  const ordered = worstFirst(verdicts);
  return section("Verdicts", table(["Verdict", "Check", "Finding"], ordered.map(row)), "No check was made.");
}

function faultTable(faults: readonly FaultResult[]): string {
  const rows = faults.flatMap((fault) => {
    const state = fault.bit === "yes" ? "" : fault.bit === "no" ? " (did not bite)" : " (not injected)";
    const what = [
      `${code(fault.name)}${state}`,
      code(fault.faultType),
      plain([...fault.targets].join(", ") || notMeasured),
      fault.activeAtMs === null ? notMeasured : formatMoment(fault.activeAtMs),
      formatMs(fault.injectionMs),
    ];
    if (fault.recoveries.length === 0) {
      return [[...what, fault.why === null ? notMeasured : plain(fault.why), ...Array(4).fill(notMeasured), ""]];
    }
    return fault.recoveries.map((recovery, index) => [
      ...(index === 0 ? what : ["", "", "", "", ""]),
      ...recoveryCells(recovery),
      index === 0 && fault.reorgDepthMax !== null ? formatCount(fault.reorgDepthMax) : "",
    ]);
  });
  const head = [
    "Fault",
    "Type",
    "Targets",
    "At",
    "Injection took",
    "Recovery of",
    "from injection",
    "from impact",
    "from clearing",
    "unavailable",
    "deepest reorg",
  ];
  return section("Faults and recovery times (RTO)", table(head, rows), "No fault was injected.");
}

const recoveryCells = (recovery: Recovery): string[] => [
  plain(recovery.subject),
  recoveryTime(recovery),
  formatMs(recovery.fromImpactMs),
  fromClearing(recovery),
  `${formatMs(recovery.unavailableMs)} ± ${formatMs(recovery.resolutionMs)}`,
];

function rpoTable(result: Result): string {
  const rows = result.rpo.map((level) => [
    level.level,
    formatCount(level.acknowledged),
    formatCount(level.lost),
    formatCount(level.moved),
    formatCount(level.reorgDepthMax),
    level.lossRateUpper95 === null ? notMeasured : `≤ ${formatShareAtMost(level.lossRateUpper95)}`,
  ]);
  const head = ["Acknowledged at", "Transactions", "Lost", "Moved", "Deepest reorg", "Loss rate, 95 % bound"];
  return section("Loss (RPO)", table(head, rows), "No transaction was acknowledged.");
}

function loadTable(loads: readonly LoadResult[]): string {
  const rows = loads.map((load) => [
    code(load.name),
    offeredOf(load, formatRate),
    formatRate(load.achievedPerSecond),
    formatCount(load.dropped),
    [load.ok, load.rejected, load.unknown].map(formatCount).join(" / "),
    `${formatMs(load.submit.steady.p50)} / ${formatMs(load.submit.steady.p99)}`,
    load.inclusion === null
      ? notMeasured
      : `${formatMs(load.inclusion.steady.p50)} / ${formatMs(load.inclusion.steady.p99)}`,
    plain(describeLimit(load) ?? "rate met"),
  ]);
  const head = [
    "Load",
    "Offered",
    "Achieved",
    "Dropped",
    "ok / rejected / unknown",
    "Response p50 / p99",
    "Inclusion p50 / p99",
    "Rate",
  ];
  const note = "\n\nLatencies are of the steady phase and count from the intended start.";
  return section(
    "Loads",
    rows.length === 0 ? "" : `${table(head, rows)}${note}${fates(loads)}${methods(loads)}`,
    "There was no load.",
  );
}

function fates(loads: readonly LoadResult[]): string {
  return loads
    .flatMap((load) => (load.fates === null ? [] : [`${code(load.name)}: ${describeFates(load.fates)}.`]))
    .map((line) => `\n\nTransactions of ${line}`)
    .join("");
}

function methods(loads: readonly LoadResult[]): string {
  const rows = loads.flatMap((load) =>
    load.methods.map(({ method, ok, rejected, unknown, okPerSecond, latency }) => [
      code(load.name),
      code(method),
      formatRate(okPerSecond),
      [ok, rejected, unknown].map(formatCount).join(" / "),
      `${formatMs(latency.p50)} / ${formatMs(latency.p99)}`,
    ]),
  );
  if (rows.length === 0) return "";
  const head = ["Methods of", "Method", "ok per second", "ok / rejected / unknown", "Response p50 / p99"];
  const note = loads.some(({ model }) => model === "closed") ? `\n\n${closedNote}` : "";
  return `\n\n${table(head, rows)}\n\nMethods are of the whole run.${note}`;
}

function sloTable(result: Result): string {
  if (result.slos.length === 0) return "";
  const rows = result.slos.map((slo) => [
    plain(slo.displayName || slo.name),
    `${formatCount(slo.good)} of ${formatCount(slo.total)}`,
    formatShare(slo.share),
    formatShare(slo.target),
    formatShare(slo.budgetSpent),
  ]);
  return section(
    "Service levels (SLO)",
    table(["Objective", "Good", "Share", "Asked", "Error budget spent"], rows),
    "",
  );
}

function canary({ canary }: Result): string {
  if (canary.sent === 0) return "";
  const { p50, p99, max } = canary.latency;
  return `## Canary\n\n${formatCount(canary.included)} of ${formatCount(canary.sent)} probe transactions were included, ${formatCount(canary.bad)} were late or lost; p50 ${formatMs(p50)}, p99 ${formatMs(p99)}, longest ${formatMs(max)}.`;
}

function origin({ run, environment }: Result): string {
  const tools = run.tools.map((tool) => `${plain(tool.name)} ${plain(tool.version)}`).join(", ");
  const facts = [
    `Run ${code(run.id)}, started ${plain(run.startedAt)}`,
    `Chaindrill ${plain(run.chaindrillVersion)}${run.commit === null ? "" : `, commit ${code(run.commit)}`}`,
    ...(tools === "" ? [] : [tools]),
    plain(run.machine),
    `Scenario ${plain(environment.scenario)}`,
  ];
  return `## How to run it again\n\n\`\`\`sh\n${runAgainCommand(run).replaceAll("`", "'")}\n\`\`\`\n\n${facts.map((fact) => `- ${fact}`).join("\n")}`;
}
