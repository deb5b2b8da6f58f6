import type { CustomSeriesRenderItemAPI } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import { charactersIn, type Frame, textWidthPx } from "./frame.ts";
import type { LaneBar } from "./lanes.ts";

export interface BarPlace {
  readonly rowPx: number;
  readonly entry: { readonly row: number; readonly bar: LaneBar } | undefined;
  readonly api: CustomSeriesRenderItemAPI;
}

/** One bar of a row with its words, as echarts' custom series wants it. */
export function drawBar(frame: Frame, { rowPx, entry, api }: BarPlace): EChartsCoreOption {
  if (entry === undefined) return { type: "group", children: [] };
  const { row, bar } = entry;
  const [left = 0, middle = 0] = api.coord([bar.fromMs, row]);
  const [end = left] = api.coord([bar.toMs, row]);
  const height = Math.round(rowPx * bar.thickness);
  // A fault of some milliseconds must still be seen.
  const width = Math.max(end - left, 1.5);
  const box = { x: left, y: middle - height / 2, width, height, r: Math.min(2, height / 2) };
  const words = [inside(frame, bar, left + width / 2), beside(frame, bar, { left, right: left + width })];
  return {
    type: "group",
    children: [
      { type: "rect", shape: box, style: { fill: bar.color } },
      ...words.flatMap((word) =>
        word === undefined
          ? []
          : [{ type: "text", style: { ...word, ...fontOf(frame), y: middle, verticalAlign: "middle" } }],
      ),
    ],
  };
}

const fontOf = (frame: Frame): EChartsCoreOption => ({ fontFamily: "inherit", fontSize: frame.fontPx });

function inside(frame: Frame, bar: LaneBar, middle: number): EChartsCoreOption | undefined {
  if (bar.label === undefined || bar.label.length > charactersIn(frame, bar.toMs - bar.fromMs)) return undefined;
  return { text: bar.label, x: middle, align: "center", fill: bar.labelColor ?? "var(--on-color)" };
}

/** To the right of the bar, or to its left where the drawing ends too soon. */
function beside(frame: Frame, bar: LaneBar, edge: { left: number; right: number }): EChartsCoreOption | undefined {
  if (bar.after === undefined) return undefined;
  const fits = edge.right + 6 + textWidthPx(frame, bar.after) <= frame.widthPx;
  const place = fits ? { x: edge.right + 6, align: "left" } : { x: edge.left - 6, align: "right" };
  return { text: bar.after, fill: "var(--ink)", ...place };
}
