import type { LoadTotals } from "./record-load.ts";

/** How one k6 process ended. */
export interface GeneratorEnding {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** k6's own log, errors only. */
  readonly log: string;
  /** Last of what it wrote to standard error: a Go panic is not in the log. */
  readonly stderr: string;
}

export interface LoadEnding {
  /** Whether the harness asked it to end. */
  readonly asked: boolean;
  /** It did not end in time after being asked, and was killed. */
  readonly killed: boolean;
  readonly generators: readonly GeneratorEnding[];
  readonly totals: LoadTotals;
  /** What went wrong on our side while reading its output. */
  readonly failure: string | undefined;
}

const logMessagesShown = 3;

/** Why a load did not do its part, in words; undefined when it did. */
export function complaintOf(ending: LoadEnding): string | undefined {
  const { failure, totals, generators } = ending;
  const complaints = [
    failure,
    ...generators.map((generator, index) => {
      const complaint = endOf(generator, ending);
      if (complaint === undefined || generators.length === 1) return complaint;
      return `generator ${index + 1} of ${generators.length}, whose share of the rate is missing from then on: ${complaint}`;
    }),
    totals.nothingToSend > 0
      ? `the corpus was used up: ${totals.nothingToSend} iterations had nothing to send`
      : undefined,
    totals.started === 0 && failure === undefined && generators.every(({ exitCode }) => exitCode !== null)
      ? "no operation was started"
      : undefined,
    scriptErrors(ending),
  ];
  const said = complaints.filter((complaint) => complaint !== undefined);
  return said.length === 0 ? undefined : said.join("; ");
}

/** 0: the duration was over. 105: ended by SIGINT. https://pkg.go.dev/go.k6.io/k6/errext/exitcodes */
function endOf(generator: GeneratorEnding, { asked, killed }: LoadEnding): string | undefined {
  const { exitCode, signal } = generator;
  if (killed && signal === "SIGKILL") return "k6 did not end when asked to and was killed";
  if (exitCode === 0 || (asked && exitCode === 105)) return undefined;
  const how = exitCode === null ? `signal ${signal}` : `exit code ${exitCode}`;
  const said = [...messagesOf(generator.log), generator.stderr.trim()].filter((text) => text !== "");
  const shown = said.slice(-logMessagesShown).join(" | ");
  return `k6 ended ${asked ? "badly" : "by itself"} with ${how}${shown === "" ? "" : `: ${shown}`}`;
}

/** An exception in an iteration does not end k6; it only shows in the log. */
function scriptErrors(ending: LoadEnding): string | undefined {
  const errors = ending.generators
    .filter((generator) => endOf(generator, ending) === undefined) // of the others it is shown there already
    .flatMap(({ log }) => messagesOf(log))
    .filter((message) => !message.startsWith("test run was aborted"));
  return errors.length === 0 ? undefined : `k6 logged ${errors.length} errors, the last: ${errors.at(-1)}`;
}

/** The lines of a stack trace are indented; it is shown in one line with its message. */
function messagesOf(log: string): string[] {
  return log
    .split(/\n(?!\s)/)
    .map((message) => message.trim().replaceAll(/\s+/g, " "))
    .filter((message) => message !== "");
}
