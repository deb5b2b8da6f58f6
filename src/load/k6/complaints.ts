import type { LoadTotals } from "./record-load.ts";

export interface K6Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Whether the harness asked it to end. */
  readonly asked: boolean;
  /** It did not end in time after being asked, and was killed. */
  readonly killed: boolean;
  readonly totals: LoadTotals;
  /** k6's own log: a JSON object in each line, errors only. */
  readonly log: string;
  /** Last of what it wrote to standard error: a Go panic is not in the log. */
  readonly stderr: string;
  /** What went wrong on our side while reading its output. */
  readonly failure: string | undefined;
}

const logLines = 3;

/** Why a load did not do its part, in words; undefined when it did. */
export function complaintOf(ending: K6Ending): string | undefined {
  const complaints = [
    ending.failure,
    endOf(ending),
    ending.totals.nothingToSend > 0
      ? `the corpus was used up: ${ending.totals.nothingToSend} iterations had nothing to send`
      : undefined,
    ending.totals.started === 0 && ending.failure === undefined && ending.exitCode !== null
      ? "no operation was started"
      : undefined,
    scriptErrors(ending),
  ];
  const said = complaints.filter((complaint) => complaint !== undefined);
  return said.length === 0 ? undefined : said.join("; ");
}

/** 0: the duration was over. 105: ended by SIGINT. https://pkg.go.dev/go.k6.io/k6/errext/exitcodes */
function endOf(ending: K6Ending): string | undefined {
  if (ending.killed) return "k6 did not end when asked to and was killed";
  const how = ending.exitCode === null ? `signal ${ending.signal}` : `exit code ${ending.exitCode}`;
  const expected = ending.asked ? [0, 105] : [0];
  if (ending.exitCode !== null && expected.includes(ending.exitCode)) return undefined;
  const said = [...messagesOf(ending.log), ending.stderr.trim()].filter((text) => text !== "").slice(-logLines);
  return `k6 ended ${ending.asked ? "badly" : "by itself"} with ${how}${said.length > 0 ? `: ${said.join(" | ")}` : ""}`;
}

/** An exception in an iteration does not end k6; it only shows in the log. */
function scriptErrors(ending: K6Ending): string | undefined {
  if (endOf(ending) !== undefined) return undefined; // shown there already
  const errors = messagesOf(ending.log).filter((message) => !message.startsWith("test run was aborted"));
  return errors.length === 0 ? undefined : `k6 logged ${errors.length} errors, the last: ${errors.at(-1)}`;
}

function messagesOf(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      try {
        return String((JSON.parse(line) as { msg?: unknown }).msg).trim();
      } catch {
        return line; // cut off when it was killed
      }
    });
}
