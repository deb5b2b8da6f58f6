import type { EChartsCoreOption } from "echarts/core";
import type { Canvas, Frame } from "./frame.ts";

/** How a legend entry looks in the drawing. */
export interface LegendEntry {
  readonly label: string;
  /** A CSS colour; mostly a variable of the page. */
  readonly color: string;
  readonly look: "line" | "dashed" | "block" | "thin" | "dot" | "cross" | "mark";
  /** The character of look "mark". */
  readonly mark?: string;
}

/** One drawing, before it is drawn; those of the timeline share its frame. */
export interface Chart<C extends Canvas = Frame> {
  /** Unique on the page, kebab-case. */
  readonly id: string;
  readonly title: string;
  /** One sentence for people who do not see the drawing, and as a caption for those who do. */
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  readonly heightPx: number | ((canvas: C) => number);
  option(canvas: C): EChartsCoreOption;
}

const colorsMax = 8;

/** Colour of the n-th line of a chart. */
export const lineColor = (index: number): string => `var(--line-${(index % colorsMax) + 1})`;

/** Points in the middle of their bucket, as echarts takes them; gaps stay gaps. */
export const points = (values: readonly (number | null)[], bucketMs: number): [number, number | null][] =>
  values.map((value, index) => [(index + 0.5) * bucketMs, value]);
