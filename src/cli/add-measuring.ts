import { type Command, Option } from "commander";
import { duration, pair, quantileLimit, rate, ratio, wholeNumber } from "./option-values.ts";

/** Options of a search that must not change on its way. */
const searchSettings = ["from", "cap", "slo", "trial", "precision"];

/** What measures a network that nothing is broken in. */
export function addMeasuring(program: Command): void {
  program
    .command("capacity")
    .argument("<plan>", "name of a plan in scenarios/plans, or a file; its faults are left out")
    .description("search the highest rate that a network sustains, and name what limits it")
    .option("--load <name>", "whose rate is searched (default: the plan's first)")
    .option("--from <rate>", "where the search begins (default: the load's own rate)", rate)
    .option("--cap <rate>", "nothing above is tried (default: 20000/s)", rate)
    .option("--slo <limit>", "p95=<duration> or p99=<duration> (default: p99 within four blocks)", quantileLimit)
    .option("--trial <duration>", "how long a rate is measured to be confirmed (default: 60s)", duration)
    .option("--within <duration>", "give up after so long (default: 90m)", duration)
    .addOption(
      new Option("--resume <dir>", "go on with a search that ended early, as it was begun").conflicts(searchSettings),
    )
    .option("--precision <ratio>", "largest ratio between the bounds of the answer (default: 1.05)", ratio)
    .option("--backend <kind>", "how to bring the cluster up, instead of the plan's")
    .option("--image <name>", "backend docker: run nodes from this image, not from one made of the local client")
    .option("--cluster <cluster>", "another cluster than the plan's")
    .option("--seed <n>", "keys and corpus follow from it", wholeNumber)
    .option("--out <dir>", "where to keep the search (default: reports/runs)")
    .option("--set <key=value>", "change one field of the plan (repeatable)", pair)
    .option("--quiet", "nothing but the answer")
    .option("--beside", "do not wait for another run on this machine; both measure less well")
    .option("--json", "print capacity.json and nothing else")
    .action(async (given, options) => (await import("./commands/capacity.ts")).capacityCommand(given, options));
  program
    .command("bench")
    .description("one minute on this machine: transfers, reads, and what they were the last time")
    .option("--cluster <cluster>", "another cluster than anvil-1")
    .option("--backend <kind>", "process (the default), netns or docker")
    .option("--out <dir>", "where to keep the runs (default: reports/runs)")
    .option("--quiet", "nothing but the figures")
    .option("--beside", "do not wait for another run on this machine; both measure less well")
    .option("--json", "print the figures as one JSON document and nothing else")
    .action(async (options) => (await import("./commands/bench.ts")).benchCommand(options));
}
