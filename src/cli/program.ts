import { Command, type CommanderError, InvalidArgumentError } from "commander";
import { ChaindrillError, exitCode } from "../base/errors.ts";
import { abortCommand } from "./commands/abort.ts";
import { analyzeCommand } from "./commands/analyze.ts";
import { doctorCommand } from "./commands/doctor-command.ts";
import { listCommand } from "./commands/list.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { setupCommand } from "./commands/setup-command.ts";
import { supportCommand } from "./commands/support.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { upCommand } from "./commands/up.ts";
import { validateCommand } from "./commands/validate.ts";
import { findPlaces, installedVersion } from "./places.ts";

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number is expected.");
  return Number(text);
};

const pair = (text: string, sofar: Record<string, string>): Record<string, string> => {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("key=value is expected, for instance spec.seed=7.");
  return { ...sofar, [text.slice(0, at)]: text.slice(at + 1) };
};

/** The command line (design: `chaindrill <command>`). Commands set process.exitCode; errors are thrown. */
export function createProgram(): Command {
  const program = new Command("chaindrill")
    .description("Drills an EVM network: load, faults, RTO, RPO, SLOs, and a verdict with evidence.")
    .version(installedVersion(findPlaces().home))
    .showHelpAfterError("(chaindrill <command> --help shows what it takes)")
    .addHelpText("after", exitCodesText);
  program.exitOverride(asInvalidInput);
  addRunning(program);
  addJudging(program);
  addLooking(program);
  // Subcommands inherit neither: without it a wrong option would end the process by itself, with commander's code.
  for (const command of program.commands) command.exitOverride(asInvalidInput).showHelpAfterError(true);
  return program;
}

function addRunning(program: Command): void {
  program
    .command("run")
    .argument("<plan>", "name of a plan in scenarios/plans, or a file")
    .description("run a plan: start, load, break, judge, report")
    .option("--backend <kind>", "how to bring the cluster up, instead of the plan's")
    .option("--cluster <name>", "another cluster than the plan's")
    .option("--seed <n>", "keys, targets and corpus follow from it", wholeNumber)
    .option("--out <dir>", "where to keep the run (default: reports/runs)")
    .option("--set <key=value>", "change one field of the plan, e.g. spec.steady.for=5s (repeatable)", pair, {})
    .option("--quiet", "nothing but the summary")
    .option("--json", "print the result as one JSON document and nothing else")
    .action(runCommand);
  program
    .command("up")
    .argument("<cluster>", "name of a cluster in fixtures/clusters, or a file")
    .description("hold a cluster open and print its endpoints, until Ctrl-C")
    .option("--seed <n>", "keys follow from it", wholeNumber)
    .option("--json", "print the endpoints as JSON")
    .action(upCommand);
  program
    .command("abort")
    .argument("[run-id]", "which run; not needed when there is only one")
    .description("stop a run from another terminal, in order")
    .option("--reason <text>", "kept in the run's journal", "chaindrill abort")
    .action(abortCommand);
  program
    .command("sweep")
    .description("undo what dead runs left behind")
    .option("--dry-run", "only say what would be done")
    .option("--json", "as JSON")
    .action(sweepCommand);
}

function addJudging(program: Command): void {
  program
    .command("analyze")
    .argument("<run-dir>", "a directory that `chaindrill run` made")
    .description("judge a saved run again")
    .option("--json", "print the result as one JSON document and nothing else")
    .action(analyzeCommand);
  program
    .command("report")
    .argument("<run-dir>", "a directory that `chaindrill run` made")
    .description("print a report of a saved run")
    .option("--format <format>", "html, md, junit or json", "md")
    .action(reportCommand);
  program
    .command("list")
    .description("list saved runs and those going on")
    .option("--out <dir>", "where runs are kept (default: reports/runs)")
    .option("--json", "as JSON")
    .action(listCommand);
}

function addLooking(program: Command): void {
  program
    .command("validate")
    .argument("<path...>", "plans, clusters, manifests, SLOs, or directories of them")
    .description("check input files: every problem, nothing started")
    .option("--json", "as JSON")
    .action(validateCommand);
  program
    .command("support")
    .description("what each fault is here: native, emulated, or refused and why")
    .option("--backend <kind>", "one backend only")
    .option("--markdown", "as the table in chaos/README.md")
    .option("--json", "as JSON")
    .action(supportCommand);
  program
    .command("doctor")
    .description("tools, versions, and what this machine can do")
    .option("--json", "as JSON")
    .action(doctorCommand);
  program.command("setup").description("get the tools: k6, geth, anvil").action(setupCommand);
}

const exitCodesText = `
Exit codes:
  0 pass   1 fail   2 unknown   3 invalid input   4 the environment cannot do it
  5 steady state not reached   6 interrupted   70 internal error

Examples:
  chaindrill run drill                     the main drill
  chaindrill run quick --seed 7            thirty seconds on one node
  chaindrill validate scenarios chaos      check every file
  chaindrill up clique-5                   a five-signer network to play with
`;

function asInvalidInput(error: CommanderError): never {
  // Help and version are no errors: commander has printed them.
  if (error.exitCode === 0) process.exit(exitCode.pass);
  throw new ChaindrillError({ message: error.message.replace(/^error: /, ""), exitCode: exitCode.invalidInput });
}
