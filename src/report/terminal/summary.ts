// What `chaindrill run` says at the end: the verdict, what it rests on, and where the rest is.

import type { FaultResult, LoadResult, Result, SloResult } from "../../model/result.ts";
import type { VerdictStatus } from "../../model/verdict.ts";
import { alertFires, alertResolves, alertWindows } from "../describe-alert.ts";
import { describeFates } from "../describe-fates.ts";
import { closedNote, offeredOf } from "../describe-model.ts";
import { fromClearing, recoveryTime, rtoStatus } from "../describe-recovery.ts";
import { formatCount, formatMs, formatRate, joinReasons } from "../format.ts";
import { runAgainCommand } from "../run-again.ts";
import { countStatuses, statusMark, worstFirst } from "../verdict-groups.ts";
import { type Line, piece, renderLine, tableLines } from "./line.ts";
import type { Look, Style } from "./style.ts";

export interface SummaryOptions {
  readonly style: Style;
  /** The run directory as the reader can paste it. */
  readonly dir: string;
}

const lookOf: Readonly<Record<VerdictStatus, Look>> = { fail: "red", unknown: "yellow", pass: "green", skipped: "dim" };

/** The text of the end of a run, with a line feed at its end. */
export function renderSummary(result: Result, options: SummaryOptions): string {
  const blocks = [
    headline(result),
    troubleLines(result),
    faultLines(result),
    lossLines(result),
    loadLines(result.loads),
    limitLines(result.loads),
    fateLines(result.loads),
    methodLines(result.loads),
    alertLines(result.slos),
    comparisonLines(result.invalid),
    placeLines(result, options.dir),
  ].filter((block) => block.length > 0);
  // Read from a scroll-back or a log: nothing is cut here, a long line may wrap.
  const columns = Number.MAX_SAFE_INTEGER;
  const text = blocks.map((block) =>
    block.map((line) => renderLine(line, { columns, style: options.style })).join("\n"),
  );
  return `${text.join("\n\n")}\n`;
}

function headline({ verdict, verdicts, run }: Result): Line[] {
  const word = `${statusMark[verdict.status]} ${verdict.status.toUpperCase()}`;
  const ended = run.endedHow === "completed" ? "" : `; ended early: ${run.endedHow}`;
  return [
    [piece(word, lookOf[verdict.status]), piece(`  ${verdict.summary}`, "bold")],
    [piece(`${run.plan} on ${run.cluster}, ${formatMs(run.durationMs)}: ${countStatuses(verdicts)}${ended}`, "dim")],
  ];
}

function troubleLines({ verdicts }: Result): Line[] {
  const trouble = worstFirst(verdicts).filter(({ status }) => status === "fail" || status === "unknown");
  const rows = trouble.map((verdict) => [
    piece(`${statusMark[verdict.status]} ${verdict.status}`, lookOf[verdict.status]),
    piece(verdict.name),
    piece(verdict.summary),
  ]);
  return rows.length === 0 ? [] : tableLines(leftColumns("verdict", "check", "finding"), rows);
}

function faultLines(result: Result): Line[] {
  const rows = result.faults.flatMap((fault) => faultRows(result, fault));
  if (rows.length === 0) return [];
  return tableLines(
    [
      ...leftColumns("fault", "recovery of"),
      { title: "from injection", align: "right" },
      { title: "from clearing", align: "right" },
      ...leftColumns(""),
    ],
    rows,
  );
}

function faultRows(result: Result, fault: FaultResult): Line[] {
  if (fault.bit !== "yes" || fault.recoveries.length === 0) {
    const word = fault.bit === "no" ? "did not bite" : fault.bit === "not-injected" ? "not injected" : "not observed";
    return [
      [
        piece(fault.name),
        piece(fault.targets.join(", ")),
        piece(""),
        piece(""),
        piece(`${word} ${fault.why ?? ""}`, "yellow"),
      ],
    ];
  }
  return fault.recoveries.map((recovery, index) => {
    const status = rtoStatus(result, fault, recovery.subject);
    return [
      piece(index === 0 ? fault.name : ""),
      piece(recovery.subject),
      piece(recoveryTime(recovery)),
      piece(fromClearing(recovery)),
      piece(status === undefined ? "" : statusMark[status], status === undefined ? undefined : lookOf[status]),
    ];
  });
}

function lossLines({ rpo }: Result): Line[] {
  const rows = rpo.map((level) => [
    piece(level.level),
    piece(formatCount(level.acknowledged)),
    piece(formatCount(level.lost), level.lost > 0 ? "yellow" : undefined),
    piece(formatCount(level.moved)),
  ]);
  return rows.length === 0 ? [] : tableLines(oneLeft("acknowledged", "transactions", "lost", "in another block"), rows);
}

function loadLines(loads: readonly LoadResult[]): Line[] {
  const rows = loads.map((load) => [
    piece(load.name),
    piece(offeredOf(load, formatRate)),
    piece(
      formatRate(load.achievedPerSecond),
      load.model === "closed" || load.bottleneck.limit === "none" ? undefined : "yellow",
    ),
    piece(formatCount(load.dropped)),
    piece(formatMs(load.submit.steady.p99)),
    piece(formatMs(load.inclusion?.steady.p99 ?? null)),
  ]);
  if (rows.length === 0) return [];
  return tableLines(oneLeft("load", "offered", "achieved", "dropped", "response p99", "inclusion p99"), rows);
}

/** The measurements behind it are in the report. */
function limitLines(loads: readonly LoadResult[]): Line[] {
  const rows = loads.flatMap(({ name, bottleneck: { limit, sentence } }) =>
    limit === "none" ? [] : [[piece(name), piece(limit, "yellow"), piece(sentence)]],
  );
  return rows.length === 0 ? [] : tableLines(leftColumns("load", "its limit", "because"), rows);
}

/** Where every transaction is an included one, the table of losses has said so. */
function fateLines(loads: readonly LoadResult[]): Line[] {
  const rows = loads.flatMap(({ name, fates }) => {
    if (fates === null || Object.keys(fates).every((fate) => fate === "included")) return [];
    return [[piece(name), piece(describeFates(fates), (fates["lost"] ?? 0) > 0 ? "yellow" : undefined)]];
  });
  return rows.length === 0 ? [] : tableLines(leftColumns("transactions of", "became of them"), rows);
}

/** Of closed loops, which are run for this; those of other loads are in the report. */
function methodLines(loads: readonly LoadResult[]): Line[] {
  const closed = loads.filter(({ model }) => model === "closed");
  const rows = closed.flatMap((load) =>
    load.methods.map(({ method, okPerSecond, rejected, unknown, latency }, index) => [
      piece(index === 0 ? load.name : ""),
      piece(method),
      piece(formatRate(okPerSecond)),
      piece(formatCount(rejected), rejected > 0 ? "yellow" : undefined),
      piece(formatCount(unknown), unknown > 0 ? "yellow" : undefined),
      piece(formatMs(latency.p50)),
      piece(formatMs(latency.p99)),
    ]),
  );
  if (rows.length === 0) return [];
  const numbers = oneLeft("method", "ok", "rejected", "unknown", "p50", "p99");
  return [...tableLines([...leftColumns("methods of"), ...numbers], rows), [piece(closedNote, "dim")]];
}

/** Only those that must fire: the silent ones are in the report. */
function alertLines(slos: readonly SloResult[]): Line[] {
  const rows = slos.flatMap((slo) =>
    slo.alerts
      .filter((alert) => alert.firesAtMs !== null)
      .map((alert) => [
        piece(slo.displayName || slo.name),
        piece(alert.severity),
        piece(alertWindows(alert)),
        piece(alertFires(alert).replace("fires", "fire"), "yellow"),
        piece(alertResolves(alert)),
      ]),
  );
  return rows.length === 0 ? [] : tableLines(leftColumns("alert on", "severity", "both windows", "must", "over"), rows);
}

const comparisonLines = (invalid: readonly string[]): Line[] =>
  invalid.length === 0 ? [] : [[piece("do not compare this run: ", "yellow"), piece(joinReasons(invalid))]];

function placeLines({ run }: Result, dir: string): Line[] {
  return [
    [piece("report  ", "dim"), piece(`${dir}/report.html`, "cyan")],
    [piece("again   ", "dim"), piece(runAgainCommand(run))],
  ];
}

const leftColumns = (...titles: string[]) => titles.map((title) => ({ title, align: "left" }) as const);

const oneLeft = (first: string, ...others: string[]) => [
  ...leftColumns(first),
  ...others.map((title) => ({ title, align: "right" }) as const),
];
