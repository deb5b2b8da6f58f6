import { Argument, Command, type CommanderError } from "commander";
import { ChaindrillError, exitCode } from "../base/errors.ts";
import { signedKinds } from "../model/plan.ts";
import { addMeasuring } from "./add-measuring.ts";
import { shells } from "./completion/shells.ts";
import {
  amount,
  collect,
  corpusKind,
  duration,
  environmentPart,
  loadOfAccounts,
  pair,
  rate,
  share,
  wholeNumber,
} from "./option-values.ts";
import { findPlaces, installedVersion } from "./places.ts";

/**
 * The command line. Commands set process.exitCode; errors are thrown. Each command's module is loaded when it is called:
 * what draws reports takes longer to load than most commands take to run.
 */
export function createProgram(): Command {
  const program = new Command("chaindrill")
    .description("Drills an EVM network: load, faults, RTO, RPO, SLOs, and a verdict with evidence.")
    .version(installedVersion(findPlaces().home))
    // Errors are told once, by whoever catches them.
    .configureOutput({ outputError: () => undefined })
    .addHelpText("after", exitCodesText);
  program.exitOverride((error) => asInvalidInput(error, "chaindrill"));
  addRunning(program);
  addMeasuring(program);
  addHolding(program);
  addFunding(program);
  addJudging(program);
  addComparing(program);
  addBaseline(program);
  addLooking(program);
  refuseInvalid(program, "chaindrill");
  return program;
}

/** Every command's errors become ours, those of commands inside of commands too. */
function refuseInvalid(parent: Command, path: string): void {
  for (const command of parent.commands) {
    const name = `${path} ${command.name()}`;
    command.exitOverride((error) => asInvalidInput(error, name));
    refuseInvalid(command, name);
  }
}

function addRunning(program: Command): void {
  program
    .command("run")
    .argument("<plan>", "name of a plan in scenarios/plans, or a file")
    .description("run a plan: start, load, break, judge, report")
    .option("--backend <kind>", "how to bring the cluster up, instead of the plan's")
    .option("--image <name>", "backend docker: run nodes from this image, not from one made of the local client")
    .option("--cluster <cluster>", "another cluster than the plan's")
    .option("--seed <n>", "keys, targets and corpus follow from it", wholeNumber)
    .option("--out <dir>", "where to keep the run (default: reports/runs)")
    .option("--set <key=value>", "change one field of the plan, e.g. spec.steady.for=5s (repeatable)", pair)
    .option("--quiet", "nothing but the summary")
    .option("--allow-chain <id>", "backend external: this chain may be sent to", wholeNumber)
    .option("--strict", "of a plan of kind ab: end with 1 also when the comparison is inconclusive")
    .option("--beside", "do not wait for another run on this machine; both measure less well")
    .option("--json", "print the result as one JSON document and nothing else")
    .action(async (given, options) => (await import("./commands/run.ts")).runCommand(given, options));
  program
    .command("abort")
    .argument("[run-id]", "which run; not needed when there is only one")
    .description("stop a run from another terminal, in order")
    .option("--reason <text>", "kept in the run's journal", "chaindrill abort")
    .action(async (given, options) => (await import("./commands/abort.ts")).abortCommand(given, options));
  program
    .command("sweep")
    .description("undo what dead runs left behind")
    .option("--dry-run", "only say what would be done")
    .option("--json", "as JSON")
    .action(async (options) => (await import("./commands/sweep.ts")).sweepCommand(options));
}

/** What is for loads by hand. */
function addHolding(program: Command): void {
  program
    .command("up")
    .argument("<cluster>", "name of a cluster in fixtures/clusters, or a file")
    .description("hold a cluster open and print its endpoints, until Ctrl-C")
    .option("--backend <kind>", "process (the default), netns or docker")
    .option("--image <name>", "backend docker: run nodes from this image, not from one made of the local client")
    .option("--seed <n>", "keys follow from it", wholeNumber)
    .option("--load <corpus>", "fund a load by hand and have its contracts in genesis (repeatable)", corpusKind)
    .option("--vus <n>", "users of those loads (default: 100)", wholeNumber)
    .option("--json", "print the endpoints as JSON")
    .action(async (given, options) => (await import("./commands/up.ts")).upCommand(given, options));
  program
    .command("corpus")
    .addArgument(new Argument("<corpus>", "what its transactions do").choices(signedKinds))
    .description("sign transactions for a load by hand, and print the line that runs it")
    .option("--cluster <cluster>", "for which chain (default: clique-5)")
    .option("--rate <rate>", "as many a second as are needed (default: 20/s)", rate)
    .option("--for <duration>", "for so long (default: 30s)", duration)
    .option("--vus <n>", "users that share them (default: 100)", wholeNumber)
    .option("--seed <n>", "keys follow from it", wholeNumber)
    .option("--serve", "serve them over loopback until Ctrl-C, for corpora that k6 cannot hold")
    .option("--json", "print file, size and users as JSON")
    .action(async (given, options) => (await import("./commands/corpus.ts")).corpusCommand(given, options));
}

function addFunding(program: Command): void {
  program
    .command("fund")
    .argument("<cluster>", "a cluster file with consensus kind external, or the URL of a node")
    .description("pay the accounts that a load sends from on an external network, within a budget; repeat at will")
    .requiredOption(
      "--load <name=accounts>",
      "whose accounts, and how many; canary=<n> for the canaries' (repeatable)",
      loadOfAccounts,
    )
    .requiredOption("--each <amount>", "what each account should have, for instance 0.05eth", amount)
    .requiredOption("--budget <amount>", "the most that it may cost, fees included, for instance 1eth", amount)
    .requiredOption("--key-env <name>", "environment variable with the private key of whoever pays")
    .option("--seed <n>", "accounts follow from it (default: 1)", wholeNumber)
    .option("--allow-chain <id>", "the chain that may be sent to; needed with a URL", wholeNumber)
    .option("--dry-run", "only say what it would cost")
    .option("--return", "sweep what the accounts have left back to whoever pays")
    .option("--json", "print the sums, in wei, as JSON")
    .action(async (given, options) => (await import("./commands/fund.ts")).fundCommand(given, options));
}

function addJudging(program: Command): void {
  program
    .command("analyze")
    .argument("<run-dir>", "a directory that `chaindrill run` made")
    .description("judge a saved run again")
    .option("--json", "print the result as one JSON document and nothing else")
    .action(async (given, options) => (await import("./commands/analyze.ts")).analyzeCommand(given, options));
  program
    .command("report")
    .argument("<run-dir>", "a directory that `chaindrill run` or `chaindrill compare` made")
    .description("print a report of a saved run or comparison")
    .option("--format <format>", "html, md, junit, json or openmetrics", "md")
    .action(async (given, options) => (await import("./commands/report.ts")).reportCommand(given, options));
  program
    .command("list")
    .description("list saved runs and those going on")
    .option("--out <dir>", "where runs are kept (default: reports/runs)")
    .option("--json", "as JSON")
    .action(async (options) => (await import("./commands/list.ts")).listCommand(options));
}

function addComparing(program: Command): void {
  program
    .command("compare")
    .argument("<run-dir...>", "runs of the reference, or directories of runs")
    .description("compare saved runs: is the candidate worse than the reference?")
    .requiredOption("--to <run-dir...>", "runs of the candidate")
    .option("--alpha <share>", "chance of a false alarm over all primary metrics (default: 0.01)", share)
    .option("--primary <glob>", "a metric that decides, e.g. 'load.*.inclusion.p99' (repeatable)", collect)
    .option("--baseline <baseline>", "take floors from its noise")
    .option("--allow-different <part>", "machine, backend or scenario may differ (repeatable)", environmentPart)
    .option("--name <name>", "of the comparison, in its directory", "runs")
    .option("--out <dir>", "where to keep the comparison (default: reports/comparisons)")
    .option("--format <format>", "print a report instead of the summary: html, md, junit, json or openmetrics")
    .option("--strict", "an inconclusive comparison fails")
    .option("--json", "print the comparison as one JSON document and nothing else")
    .action(async (given, options) => (await import("./commands/compare.ts")).compareCommand(given, options));
}

function addBaseline(program: Command): void {
  const baseline = program.command("baseline").description("what earlier nights measured: record, show, trend, check");
  const commands = () => import("./commands/baseline.ts");
  baseline
    .command("record")
    .argument("<baseline>", "its name; a new one is made")
    .argument("<run-dir...>", "the night's runs, or one comparison")
    .description("add a night to a baseline, and say what it changes")
    .option("--commit <commit>", "what was measured")
    .option("--note <text>", "what should be known of this night")
    .option("--dry-run", "only say what would change")
    .action(async (name, from, options) => (await commands()).recordBaselineCommand(name, from, options));
  baseline
    .command("show")
    .argument("[baseline]", "one in full; without it, the names of all")
    .description("print a baseline")
    .option("--rto <duration>", "how surely the service recovers within it, over all nights", duration)
    .option("--json", "as JSON")
    .action(async (name, options) => (await commands()).showBaselineCommand(name, options));
  baseline
    .command("trend")
    .argument("<baseline>", "its name")
    .description("where its nights changed; advisory")
    .option("--json", "as JSON")
    .action(async (name, options) => (await commands()).trendBaselineCommand(name, options));
  baseline
    .command("check")
    .argument("<baseline>", "its name")
    .argument("<run-dir...>", "runs without a reference")
    .description("warn when runs are far outside of the last twenty nights")
    .option("--json", "as JSON")
    .action(async (name, from, options) => (await commands()).checkBaselineCommand(name, from, options));
}

function addLooking(program: Command): void {
  program
    .command("validate")
    .argument("<path...>", "plans, clusters, manifests, SLOs, or directories of them")
    .description("check input files: every problem, nothing started")
    .option("--json", "as JSON")
    .action(async (given, options) => (await import("./commands/validate.ts")).validateCommand(given, options));
  program
    .command("support")
    .description("what each fault is here: native, emulated, or refused and why")
    .option("--backend <kind>", "one backend only")
    .option("--markdown", "as the table in chaos/README.md")
    .option("--json", "as JSON")
    .action(async (options) => (await import("./commands/support.ts")).supportCommand(options));
  program
    .command("doctor")
    .description("tools, versions, and what this machine can do")
    .option("--json", "as JSON")
    .action(async (options) => (await import("./commands/doctor-command.ts")).doctorCommand(options));
  program
    .command("setup")
    .description("get the tools: k6, geth, anvil, and our own for faults")
    .action(async () => (await import("./commands/setup-command.ts")).setupCommand());
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "for which shell").choices(shells))
    .description("print a script that completes commands, options and names")
    .addHelpText("after", howToLoadText)
    .action(async (shell) => (await import("./commands/completion.ts")).completionCommand(shell, program));
}

const exitCodesText = `
Exit codes:
  0 pass   1 fail   2 unknown   3 invalid input   4 the environment cannot do it
  5 steady state not reached   6 interrupted   70 internal error

Examples:
  chaindrill run drill                     the main drill
  chaindrill run quick --seed 7            thirty seconds on one node
  chaindrill validate scenarios chaos      check every file
  chaindrill compare old/ --to new/        is what the runs in new/ measured worse?
  chaindrill up clique-5                   a five-signer network to play with
`;

const howToLoadText = `
To have it in every shell, write into ~/.bashrc, or into ~/.zshrc after compinit,
  source <(chaindrill completion bash)       or zsh
and for fish
  chaindrill completion fish > ~/.config/fish/completions/chaindrill.fish
`;

function asInvalidInput(error: CommanderError, command: string): never {
  // Help and version are no errors: commander has printed them.
  if (error.exitCode === 0) process.exit(exitCode.pass);
  throw new ChaindrillError({
    message: error.message.replace(/^error: /, ""),
    hint: `\`${command} --help\` shows what it takes.`,
    exitCode: exitCode.invalidInput,
  });
}
