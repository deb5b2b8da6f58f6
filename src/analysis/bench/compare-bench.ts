// A benchmark beside those before it on the same machine. One run says nothing about a regression (`chaindrill compare`
// does): what is said is the ratio to the last one, and whether the value lies where earlier ones lay.

import type { BenchEntry, BenchFigure, ComparedBench, ComparedFigure } from "../../model/bench.ts";
import { medianOf } from "../quantile.ts";

const earlierMin = 3;
const earlierMax = 10;

/** Compares with what is before it in the history; entries of other machines, backends and scenarios are left out. */
export function compareBench(entry: BenchEntry, history: readonly BenchEntry[]): ComparedBench {
  const environment = JSON.stringify(entry.environment);
  const alike = history.filter((earlier) => JSON.stringify(earlier.environment) === environment);
  const last = alike.at(-1);
  return { last, figures: entry.figures.map((figure) => compareFigure(figure, alike.slice(-earlierMax))) };
}

function compareFigure(figure: BenchFigure, earlier: readonly BenchEntry[]): ComparedFigure {
  const values = earlier.flatMap(({ figures, doubts }) => {
    const value = doubts.length > 0 ? null : figures.find(({ name }) => name === figure.name)?.value;
    return value == null ? [] : [value];
  });
  const last = earlier.at(-1)?.figures.find(({ name }) => name === figure.name)?.value;
  const { value } = figure;
  const ratio = value === null || last == null || last === 0 ? undefined : value / last;
  const middle = medianOf(values);
  if (values.length < earlierMin || middle === undefined || middle === 0) {
    return { figure, ratio, noise: undefined, isOutside: undefined };
  }
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const noise = { low: low / middle, high: high / middle, count: values.length };
  return { figure, ratio, noise, isOutside: value === null ? undefined : value < low || value > high };
}
