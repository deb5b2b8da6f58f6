// A status as a shape: told apart without colour, as the marks of the tables are.

import type { EChartsCoreOption } from "echarts/core";
import { assertNever } from "../../../../base/assert.ts";
import type { ComparisonStatus } from "../../../../model/comparison.ts";
import { colorClass } from "../../comparison-status.ts";

export const statusColor = (status: ComparisonStatus): string => `var(--${colorClass(status)})`;

/** The shape around a point, as a child of an echarts custom series. */
export function statusShape(status: ComparisonStatus, { x, y }: { x: number; y: number }): EChartsCoreOption {
  const fill = statusColor(status);
  const polygon = (corners: readonly (readonly [number, number])[]): EChartsCoreOption => ({
    type: "polygon",
    shape: { points: corners.map(([right, down]) => [x + right, y + down]) },
    style: { fill },
  });
  switch (status) {
    case "regression":
      return polygon([
        [0, -7],
        [7, 0],
        [0, 7],
        [-7, 0],
      ]);
    case "improvement":
      return polygon([
        [0, -7],
        [6.5, 5],
        [-6.5, 5],
      ]);
    case "no_regression":
      return { type: "circle", shape: { cx: x, cy: y, r: 5.5 }, style: { fill } };
    case "inconclusive":
      return {
        type: "circle",
        shape: { cx: x, cy: y, r: 5 },
        style: { fill: "var(--bg)", stroke: fill, lineWidth: 2 },
      };
    case "invalid":
      return {
        type: "polyline",
        shape: {
          points: [
            [x - 5, y - 5],
            [x + 5, y + 5],
            [x, y],
            [x - 5, y + 5],
            [x + 5, y - 5],
          ],
        },
        style: { fill: "none", stroke: fill, lineWidth: 2 },
      };
    default:
      return assertNever(status);
  }
}
