// The screen while a run goes on. Pure: the same state and size give the same text. Lines never wrap, and what does
// not fit the height is left out from the bottom up: old news first, then nodes that are fine.

import { formatDuration } from "../../base/duration.ts";
import { formatCount, formatMoment, formatMs, formatRate, notMeasured } from "../format.ts";
import { displayWidth } from "./display-width.ts";
import { type Line, piece, renderLine, tableLines } from "./line.ts";
import { nodeLines } from "./live-nodes.ts";
import type { LiveFault, LiveState } from "./live-state.ts";
import { phaseHint } from "./phase-hint.ts";
import { sparkline } from "./sparkline.ts";
import { plainStyle, type Style } from "./style.ts";

export interface LiveViewSize {
  readonly columns: number;
  readonly rows: number;
  /** Plain when left out. */
  readonly style?: Style;
}

const newsShown = 6;

/** The whole screen as text, without a line feed at the end. */
export function renderLiveView(state: LiveState, size: LiveViewSize): string {
  const head = headLines(state, size.columns);
  const middle = [...loadLines(state), ...canaryLines(state, size.columns), ...faultLines(state)];
  const room = Math.max(3, size.rows - 1 - head.length - middle.length);
  const nodes = nodeLines(state, room);
  const news = newsLines(state, Math.min(newsShown, room - nodes.length - 1));
  const lines = [...head, ...nodes, ...middle, ...news].slice(0, Math.max(1, size.rows - 1));
  const style = size.style ?? plainStyle;
  return lines.map((line) => renderLine(line, { columns: size.columns, style })).join("\n");
}

function headLines(state: LiveState, columns: number): Line[] {
  const { phase, plan, nowMs } = state;
  const name = plan.name;
  const now = phase?.name ?? "starting";
  const elapsed = phase === undefined ? "" : ` ${formatMoment(nowMs - phase.sinceMs)}`;
  const total = `${formatMoment(nowMs)} in all`;
  const hint = phaseHint(state);
  const used = displayWidth(`${name}  ${now}${elapsed}  ${hint}`) + displayWidth(total);
  const gap = columns - used;
  const right = gap >= 2 ? [piece(" ".repeat(gap)), piece(total, "dim")] : [];
  return [
    [piece(name, "bold"), piece("  "), piece(now, "cyan"), piece(elapsed), piece("  "), piece(hint, "dim"), ...right],
    [],
  ];
}

function loadLines(state: LiveState): Line[] {
  if (state.loads.length === 0) return [];
  const rows = state.loads.map((load) => [
    piece(load.name),
    piece(formatRate(load.offeredPerSecond)),
    piece(
      formatRate(load.achievedPerSecond),
      load.achievedPerSecond < load.offeredPerSecond * 0.95 ? "yellow" : undefined,
    ),
    piece(formatCount(load.dropped), load.dropped > 0 ? "yellow" : undefined),
    piece(formatMs(load.p50Ms)),
    piece(formatMs(load.p99Ms)),
    piece(load.finished ? "finished" : "", "dim"),
  ]);
  const titles = ["load", "offered", "achieved", "dropped", "p50", "p99", ""];
  const columns = titles.map(
    (title) => ({ title, align: title === "load" || title === "" ? "left" : "right" }) as const,
  );
  return [[], ...tableLines(columns, rows)];
}

function canaryLines(state: LiveState, columns: number): Line[] {
  const { recentMs, lost, sent } = state.canary;
  if (sent === 0) return [];
  const last = recentMs.at(-1);
  const lastText = last === undefined ? notMeasured : last === null ? "given up" : formatDuration(last);
  const start = `canary  last ${lastText}  p95 ${percentile95(recentMs)}  `;
  const bad = lost === 0 ? "" : `  ${formatCount(lost)} given up`;
  const room = Math.min(40, columns - displayWidth(start) - displayWidth(bad));
  return [
    [],
    [
      piece("canary", "dim"),
      piece(`  last ${lastText}`, last === null ? "red" : undefined),
      piece(`  p95 ${percentile95(recentMs)}  `),
      piece(sparkline(recentMs, room), "cyan"),
      piece(bad, "red"),
    ],
  ];
}

/** Of the last canaries; one that was given up counts as slower than all. */
function percentile95(latenciesMs: readonly (number | null)[]): string {
  if (latenciesMs.length === 0) return notMeasured;
  const sorted = latenciesMs.map((latencyMs) => latencyMs ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
  return formatMs(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null);
}

function faultLines(state: LiveState): Line[] {
  const active = state.faults.filter((fault) => fault.state === "requested" || fault.state === "on");
  return active.length === 0 ? [] : [[], ...active.map((fault) => faultLine(fault, state.nowMs))];
}

function faultLine(fault: LiveFault, nowMs: number): Line {
  const sinceMs = nowMs - fault.requestedAtMs;
  const left =
    fault.durationMs === null
      ? `on for ${formatMoment(sinceMs)}`
      : `${formatMoment(Math.max(0, fault.durationMs - sinceMs + 999))} left`;
  const what = fault.state === "on" ? left : "being injected";
  return [piece("fault", "dim"), piece(`  ${fault.name}`, "magenta"), piece(`  ${what}  ${fault.targets.join(", ")}`)];
}

function newsLines(state: LiveState, room: number): Line[] {
  if (room < 1 || state.news.length === 0) return [];
  return [
    [],
    ...state.news
      .slice(-room)
      .map((news) => [piece(`${formatMoment(news.atMs).padStart(6)}  `, "dim"), piece(news.text, news.look)]),
  ];
}
