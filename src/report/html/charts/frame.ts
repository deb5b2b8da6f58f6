// What all charts of the timeline share: the same span, the same margins, the same ticks, so that a moment is at the
// same place in each of them.

import type { EChartsCoreOption } from "echarts/core";
import type { Result } from "../../../model/result.ts";
import { cleanLine } from "../../clean-text.ts";
import { formatMoment } from "../../format.ts";
import { type FaultSpan, faultSpansOf } from "./fault-spans.ts";

/** A page shows one of two drawings of a wide chart: text keeps its size on a phone. A small one fits everywhere. */
export type Width = "wide" | "narrow" | "small";

/** The paper of a drawing: its size, its margins, its letters. */
export interface Canvas {
  readonly width: Width;
  readonly widthPx: number;
  readonly leftPx: number;
  readonly rightPx: number;
  readonly fontPx: number;
}

export interface Frame extends Canvas {
  readonly spanMs: number;
  readonly faults: readonly FaultSpan[];
}

const layout = {
  wide: { widthPx: 1040, rightPx: 16, fontPx: 12, namesPxMax: 170 },
  narrow: { widthPx: 420, rightPx: 12, fontPx: 12.5, namesPxMax: 108 },
};

/** Mean width of a character as a share of the font's size: enough to decide what fits where. */
const characterShare = 0.57;

export function frameOf(result: Result, width: "wide" | "narrow"): Frame {
  const spanMs = Math.max(result.run.durationMs, result.series.buckets * result.series.bucketMs, 1000);
  const { namesPxMax, ...fixed } = layout[width];
  const names = [...Object.keys(result.series.heights), ...result.faults.map((fault) => `F1 ${fault.name}`), "100,000"];
  const longest = names.reduce((most, name) => Math.max(most, cleanLine(name).length), 0);
  const leftPx = Math.min(namesPxMax, Math.ceil(longest * fixed.fontPx * characterShare) + 14);
  return { width, ...fixed, leftPx, spanMs, faults: faultSpansOf(result, spanMs) };
}

/** Room for text in a span of time, in characters of about half the font's size each. */
export function charactersIn(frame: Frame, spanMs: number): number {
  const plotPx = frame.widthPx - frame.leftPx - frame.rightPx;
  return Math.floor(((spanMs / frame.spanMs) * plotPx - 6) / (frame.fontPx * characterShare));
}

/** About how wide a text is drawn. */
export const textWidthPx = (canvas: Canvas, text: string): number => text.length * canvas.fontPx * characterShare;

/** A row's name, cut to the margin left of the plot. */
export const rowName = (canvas: Canvas, name: string): string => cutTo(canvas, { name, roomPx: canvas.leftPx - 12 });

/** A text cut to the room there is. */
export function cutTo(canvas: Canvas, { name, roomPx }: { name: string; roomPx: number }): string {
  const room = Math.floor(roomPx / (canvas.fontPx * characterShare));
  return name.length <= room ? name : `${name.slice(0, room - 1)}…`;
}

const tickMs = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800].map((s) => s * 1000);

export const textStyle = (canvas: Canvas): EChartsCoreOption => ({
  fontFamily: "inherit",
  fontSize: canvas.fontPx,
  color: "var(--muted)",
});

export function timeAxis(frame: Frame, options: { labels: boolean }): EChartsCoreOption {
  const ticksMax = frame.width === "wide" ? 12 : 5;
  return {
    type: "value",
    min: 0,
    max: frame.spanMs,
    interval: tickMs.find((step) => frame.spanMs / step <= ticksMax) ?? frame.spanMs / ticksMax,
    axisLine: { show: true, onZero: false, lineStyle: { color: "var(--axis)" } },
    axisTick: { show: options.labels, lineStyle: { color: "var(--axis)" } },
    splitLine: { lineStyle: { color: "var(--grid)" } },
    axisLabel: {
      ...textStyle(frame),
      show: options.labels,
      showMaxLabel: false,
      hideOverlap: true,
      formatter: (value: number) => formatMoment(value),
    },
  };
}

export function valueAxis(canvas: Canvas, more: EChartsCoreOption = {}): EChartsCoreOption {
  return {
    type: "value",
    min: 0,
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: "var(--grid)" } },
    axisLabel: { ...textStyle(canvas), hideOverlap: true },
    ...more,
  };
}

export const grid = (frame: Frame): EChartsCoreOption => ({
  left: frame.leftPx,
  right: frame.rightPx,
  top: frame.faults.length > 0 ? 24 : 10,
  bottom: 26,
});

/** Faults as shaded spans: darker while on, lighter until the service was back. Put it on a chart's first series. */
export function faultBands(frame: Frame): EChartsCoreOption {
  const areas = frame.faults.flatMap(({ mark, fault, fromMs, toMs, backMs }) => {
    const full = `${mark} ${cleanLine(fault.name)}`;
    const name = full.length <= charactersIn(frame, backMs - fromMs) ? full : mark;
    const on = [{ name, xAxis: fromMs, itemStyle: { color: "var(--band-on)" } }, { xAxis: toMs }];
    const after = [{ xAxis: toMs, itemStyle: { color: "var(--band-after)" } }, { xAxis: backMs }];
    return backMs > toMs ? [on, after] : [on];
  });
  const label = { ...textStyle(frame), color: "var(--fault)", position: ["0%", -16], align: "left" };
  return { markArea: { silent: true, label, data: areas } };
}
