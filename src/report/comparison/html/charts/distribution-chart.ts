import type { EChartsCoreOption } from "echarts/core";
import type { ComparedLatency } from "../../../../model/comparison.ts";
import { formatDifference, formatMeasured } from "../../../describe-metric.ts";
import type { Chart } from "../../../html/charts/chart.ts";
import { type Canvas, textStyle, valueAxis } from "../../../html/charts/frame.ts";
import { sideLook } from "./points-chart.ts";
import { readDistribution, type Step } from "./read-distribution.ts";

/** Share of operations that took at most so long, on both sides; undefined when neither can be read. */
export function distributionChart(id: string, latency: ComparedLatency): Chart<Canvas> | undefined {
  const reference = readDistribution(latency.reference);
  const candidate = readDistribution(latency.candidate);
  if (reference === undefined && candidate === undefined) return undefined;
  const steps = [...(reference ?? []), ...(candidate ?? [])];
  return {
    id,
    title: `${latency.title}: all operations`,
    caption: captionOf(latency, { isWhole: reference !== undefined && candidate !== undefined }),
    legend: [
      { label: "reference", color: sideLook.reference.color, look: "line" },
      { label: "candidate", color: sideLook.candidate.color, look: "dashed" },
    ],
    heightPx: 240,
    option: (canvas) => ({
      grid: { left: canvas.leftPx, right: canvas.rightPx + 8, top: 10, bottom: 28 },
      xAxis: spanAxis(canvas, steps),
      yAxis: valueAxis(canvas, {
        max: 1,
        interval: 0.25,
        axisLabel: { ...textStyle(canvas), formatter: (share: number) => `${Math.round(share * 100)} %` },
      }),
      series: [
        { ...line(reference), lineStyle: { color: sideLook.reference.color, width: 2 } },
        { ...line(candidate), lineStyle: { color: sideLook.candidate.color, width: 2, type: "dashed" } },
      ],
    }),
  };
}

function captionOf(latency: ComparedLatency, { isWhole }: { isWhole: boolean }): string {
  const mean = formatDifference(latency.meanDifferenceMs, "ms");
  const area = formatDifference(latency.areaMs, "ms").replace(/^[+±]/, "");
  const cross = Math.abs(latency.meanDifferenceMs) < latency.areaMs * 0.98 ? " The curves cross." : "";
  const torn = isWhole ? "" : " The distribution of one side cannot be read.";
  return `Share that took at most so long; logarithmic. Mean ${mean}, area between the curves ${area}, at most ${Math.round(latency.gap * 100)} % apart.${cross}${torn}`;
}

/** No lower: what was too fast to measure lies at a tenth of a millisecond. */
const drawable = ({ upToMs }: Step): number => Math.max(0.1, upToMs);

/** Logarithmic, from end to end of what was seen, marked at one, two and five times each power of ten. */
function spanAxis(canvas: Canvas, steps: readonly Step[]): EChartsCoreOption {
  const low = steps.reduce((least, step) => Math.min(least, drawable(step)), Number.POSITIVE_INFINITY) / 1.15;
  const high = steps.reduce((most, step) => Math.max(most, drawable(step)), 0) * 1.15;
  const marks = ticksBetween(low, high);
  return {
    type: "log",
    min: low,
    max: high,
    axisLine: { show: true, lineStyle: { color: "var(--axis)" } },
    axisTick: { show: true, customValues: marks, lineStyle: { color: "var(--axis)" } },
    axisLabel: {
      ...textStyle(canvas),
      customValues: marks,
      hideOverlap: true,
      formatter: (ms: number) => formatMeasured(ms, "ms"),
    },
    splitLine: { show: false },
  };
}

function ticksBetween(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const powers = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  const times = high / low > 1000 ? [1] : [1, 2, 5];
  return powers.flatMap((power) => times.map((time) => time * power)).filter((mark) => mark >= low && mark <= high);
}

const line = (steps: readonly Step[] | undefined) => ({
  type: "line",
  silent: true,
  showSymbol: false,
  step: "start",
  data: (steps ?? []).map((step) => [drawable(step), step.share]),
});
