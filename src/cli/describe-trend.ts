// Trends of a baseline as text for a terminal.

import { cleanLine } from "../report/clean-text.ts";
import { formatNumberOf } from "../report/format.ts";
import type { readTrend } from "../run/baseline/read-trend.ts";
import type { Style } from "./style.ts";

/** One line per metric: where its ratio to the reference changed, or why that cannot be told. */
export function describeTrend(trends: ReturnType<typeof readTrend>, style: Style): string {
  if (trends.length === 0) return "no night of this baseline compared a build with another\n";
  const lines = trends.flatMap(({ name, points, changes, isLongEnough }) => {
    const nights = formatNumberOf(points.length, "night");
    if (!isLongEnough) return [`${name}: ${nights}, too few to tell a trend (advisory from thirty on)`];
    if (changes.length === 0) return [`${name}: ${nights}, no change`];
    return changes.map(({ recordedAt, commit, meanBefore, meanAfter, direction }) => {
      const step = `${meanBefore.toFixed(3)} -> ${meanAfter.toFixed(3)} of the reference`;
      const word = style(direction === "worse" ? "red" : "green", direction);
      return `${name}: ${word} since ${recordedAt.slice(0, 10)}${commit === null ? "" : ` (${cleanLine(commit)})`}, ${step}`;
    });
  });
  return `${lines.join("\n")}\n`;
}
