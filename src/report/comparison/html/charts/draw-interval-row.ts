import type { CustomSeriesRenderItemAPI } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import type { ComparedMetric } from "../../../../model/comparison.ts";
import { cleanLine } from "../../../clean-text.ts";
import { type Canvas, cutTo } from "../../../html/charts/frame.ts";
import { comparisonWord } from "../../comparison-status.ts";
import { describeEstimate, describeInterval } from "../../describe-comparison.ts";
import type { EffectScale } from "./effect-scale.ts";
import { statusColor, statusShape } from "./status-shape.ts";

export interface IntervalRow {
  readonly metric: ComparedMetric;
  readonly scale: EffectScale;
  readonly index: number;
  readonly heightPx: number;
  readonly isFirst: boolean;
}

interface Place {
  readonly canvas: Canvas;
  readonly row: IntervalRow;
  /** Of the interval; on a phone the words are above and below it. */
  readonly middlePx: number;
  readonly xOf: (position: number) => number;
}

/** One row: the zone that counts as worse, the line of no change, the interval, and the words. */
export function drawIntervalRow(
  canvas: Canvas,
  { row, api }: { row: IntervalRow; api: CustomSeriesRenderItemAPI },
): EChartsCoreOption {
  const middlePx = api.coord([row.scale.neutral, row.index])[1] ?? 0;
  const xOf = (position: number): number => api.coord([position, row.index])[0] ?? 0;
  const place = { canvas, row, middlePx, xOf };
  return { type: "group", children: [...ground(place), ...interval(place), ...words(place)] };
}

/** Above and below the interval, for the words of a phone. */
const wordsPx = 22;

function ground({ canvas, row, middlePx, xOf }: Place): EChartsCoreOption[] {
  const { scale, metric } = row;
  const heightPx = row.heightPx - (canvas.width === "wide" ? 0 : 2 * wordsPx);
  const top = middlePx - heightPx / 2;
  const floor = xOf(scale.floorAt(metric));
  const end = xOf(metric.better === "lower" ? scale.to : scale.from);
  const neutral = xOf(scale.neutral);
  return [
    {
      type: "rect",
      shape: { x: Math.min(floor, end), y: top + 3, width: Math.abs(end - floor), height: heightPx - 6 },
      style: { fill: "var(--worse)" },
    },
    {
      type: "line",
      shape: { x1: neutral, x2: neutral, y1: top, y2: top + heightPx },
      style: { stroke: "var(--axis)", lineWidth: 1.5 },
    },
  ];
}

function interval({ row, middlePx: y, xOf }: Place): EChartsCoreOption[] {
  const { scale, metric } = row;
  if (metric.effect === null) return [];
  const { estimate, low, high } = metric.effect;
  const left = low === null ? scale.from : scale.at(low);
  const right = high === null ? scale.to : scale.at(high);
  const stroke = statusColor(metric.status);
  const [from, to] = [xOf(left), xOf(right)];
  const end = (x: number, isOpen: boolean, direction: 1 | -1): EChartsCoreOption => ({
    type: "polyline",
    shape: {
      points: isOpen
        ? [
            [x - direction * 6, y - 5],
            [x, y],
            [x - direction * 6, y + 5],
          ]
        : [
            [x, y - 5],
            [x, y + 5],
          ],
    },
    style: { fill: "none", stroke, lineWidth: 2 },
  });
  return [
    { type: "line", shape: { x1: from, x2: to, y1: y, y2: y }, style: { stroke, lineWidth: 2 } },
    end(from, low === null || scale.isBeyond(low), -1),
    end(to, high === null || scale.isBeyond(high), 1),
    statusShape(metric.status, { x: xOf(scale.at(estimate)), y }),
  ];
}

/** Of the word of the verdict, before the numbers begin. */
const wordPx = 114;
const lineShare = 1.2;

function words({ canvas, row, middlePx }: Place): EChartsCoreOption[] {
  const { metric, heightPx } = row;
  const wide = canvas.width === "wide";
  const foundX = wide ? canvas.widthPx - canvas.rightPx + 14 : canvas.leftPx;
  const foundY = wide ? middlePx : middlePx + heightPx / 2 - 14;
  const numbers = metric.effect === null ? "" : `${describeEstimate(metric)}  ${describeInterval(metric)}`;
  return [
    ...nameLines(canvas, metric).map((text, index, lines) => {
      const offset = (index - (lines.length - 1) / 2) * canvas.fontPx * lineShare;
      const y = wide ? middlePx + offset : middlePx - heightPx / 2 + 13;
      return word(canvas, {
        text,
        x: wide ? 0 : canvas.leftPx,
        y,
        fill: metric.primary ? "var(--ink)" : "var(--muted)",
      });
    }),
    word(canvas, {
      text: comparisonWord[metric.status],
      x: foundX,
      y: foundY,
      fill: statusColor(metric.status),
      fontWeight: 600,
    }),
    word(canvas, { text: numbers, x: foundX + wordPx, y: foundY, fill: "var(--ink)" }),
  ];
}

const word = (canvas: Canvas, style: EChartsCoreOption): EChartsCoreOption => ({
  type: "text",
  style: { fontFamily: "inherit", fontSize: canvas.fontPx, verticalAlign: "middle", ...style },
});

/** One line, or two where the name is long and stands beside its row; what is longer is cut. */
function nameLines(canvas: Canvas, { title }: ComparedMetric): string[] {
  const wide = canvas.width === "wide";
  const roomPx = wide ? canvas.leftPx - 16 : canvas.widthPx - canvas.leftPx - canvas.rightPx;
  const name = cleanLine(title);
  const first = cutTo(canvas, { name, roomPx });
  if (first === name || !wide) return [first];
  const at = name.lastIndexOf(" ", first.length - 1);
  if (at <= 0) return [first];
  return [name.slice(0, at), cutTo(canvas, { name: name.slice(at + 1), roomPx })];
}
