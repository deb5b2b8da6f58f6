import type { EChartsCoreOption } from "echarts/core";
import { type Canvas, valueAxis } from "./frame.ts";

/** A logarithmic axis of milliseconds that ends on powers of ten; undefined when there is no positive value. */
export function latencyAxis(canvas: Canvas, values: readonly (number | null)[]): EChartsCoreOption | undefined {
  const positive = values.filter((value): value is number => value !== null && value > 0);
  if (positive.length === 0) return undefined;
  const low = positive.reduce((lowest, value) => Math.min(lowest, value));
  const high = positive.reduce((highest, value) => Math.max(highest, value));
  const min = Math.max(0.1, 10 ** Math.floor(Math.log10(low)));
  const max = 10 ** Math.ceil(Math.log10(Math.max(high, min * 1.01)));
  const { axisLabel, ...axis } = valueAxis(canvas);
  return {
    ...axis,
    type: "log",
    min,
    max,
    axisLabel: { ...(axisLabel as EChartsCoreOption), formatter: (value: number) => shortMs(value) },
  };
}

/** Powers of ten need no decimals: "10 ms", "1 s". */
const shortMs = (ms: number): string => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`);
