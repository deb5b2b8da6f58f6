import type { BenchEntry, BenchFigure } from "../../model/bench.ts";
import { benchVersion } from "../../model/bench.ts";
import type { LoadResult, Result } from "../../model/result.ts";

/** What is kept of the runs of one benchmark, made at that moment (ISO 8601). */
export function benchEntryOf(results: readonly Result[], at: string): BenchEntry {
  const environments = results.map(({ environment }) => environment);
  const distinct = (texts: readonly string[]) => [...new Set(texts)];
  return {
    version: benchVersion,
    at,
    environment: distinct(environments.flatMap(({ machine, backend, scenario }) => [machine, backend, scenario])),
    builds: distinct(environments.flatMap(({ clients, harness }) => [clients, harness])),
    figures: results.flatMap(({ loads }) => loads.flatMap(figuresOf)),
    doubts: distinct(results.flatMap((result) => doubtsOf(result))),
  };
}

function figuresOf(load: LoadResult): BenchFigure[] {
  const { name, steady, submit, inclusion } = load;
  const seconds = steady?.seconds ?? 0;
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : null);
  const figure = (what: string, more: Omit<BenchFigure, "name">): BenchFigure => ({ name: `${name}.${what}`, ...more });
  const latency = (what: string, title: string, value: number | null) =>
    figure(what, { title: `${name}, ${title}`, unit: "ms", better: "lower", value });
  if (inclusion === null) {
    const value = perSecond(steady?.achieved ?? 0);
    return [
      figure("answered", { title: `${name} answered`, unit: "perSecond", better: "higher", value }),
      latency("p50", "answer p50", submit.steady.p50),
      latency("p99", "answer p99", submit.steady.p99),
    ];
  }
  const value = perSecond(inclusion.steady.count);
  return [
    figure("included", { title: `${name} included`, unit: "perSecond", better: "higher", value }),
    latency("p50", "inclusion p50", inclusion.steady.p50),
    latency("p99", "inclusion p99", inclusion.steady.p99),
  ];
}

/** That a closed loop fills the machine is what it is for. */
const doubtsOf = ({ invalid, loads }: Result): readonly string[] =>
  loads.some(({ model }) => model === "closed") ? invalid.filter((why) => !why.startsWith("the machine was")) : invalid;
