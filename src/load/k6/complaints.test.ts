import { describe, expect, it } from "vitest";
import { complaintOf, type K6Ending } from "./complaints.ts";

const totals = { started: 10, dropped: 0, nothingToSend: 0, ok: 10, rejected: 0, unknown: 0 };
const good: K6Ending = {
  exitCode: 0,
  signal: null,
  asked: false,
  killed: false,
  totals,
  log: "",
  stderr: "",
  failure: undefined,
};
const log = (...messages: string[]) => messages.map((msg) => `${JSON.stringify({ level: "error", msg })}\n`).join("");

describe("complaintOf", () => {
  it("has none about a load that ran its time or was stopped", () => {
    expect(complaintOf(good)).toBeUndefined();
    const aborted = log("test run was aborted because k6 received a 'interrupt' signal");
    expect(complaintOf({ ...good, asked: true, exitCode: 105, log: aborted })).toBeUndefined();
  });

  it("says what happened", () => {
    const unloadable = log("a", "b", "c", "ReferenceError: x is not defined");
    const endings: Readonly<Record<string, Partial<K6Ending>>> = {
      "interrupted by somebody else": { exitCode: 105 },
      "a script that does not load": { exitCode: 107, log: unloadable, totals: { ...totals, started: 0 } },
      killed: { exitCode: null, signal: "SIGKILL" },
      "a panic": { exitCode: 2, stderr: "panic: runtime error\n" },
      "a log that was cut off": { exitCode: 107, log: '{"level":"error","ms' },
      stuck: { asked: true, killed: true, exitCode: null, signal: "SIGKILL" },
      "an exception in an iteration": { log: log("TypeError: first", "TypeError: last") },
      "no transactions left": { totals: { ...totals, nothingToSend: 12 } },
      "our own disk": { exitCode: null, signal: "SIGKILL", failure: "the operations could not be written" },
    };
    const said = Object.entries(endings).map(([name, ending]) => `${name}: ${complaintOf({ ...good, ...ending })}`);
    expect(said.join("\n")).toMatchInlineSnapshot(`
      "interrupted by somebody else: k6 ended by itself with exit code 105
      a script that does not load: k6 ended by itself with exit code 107: b | c | ReferenceError: x is not defined; no operation was started
      killed: k6 ended by itself with signal SIGKILL
      a panic: k6 ended by itself with exit code 2: panic: runtime error
      a log that was cut off: k6 ended by itself with exit code 107: {"level":"error","ms
      stuck: k6 did not end when asked to and was killed
      an exception in an iteration: k6 logged 2 errors, the last: TypeError: last
      no transactions left: the corpus was used up: 12 iterations had nothing to send
      our own disk: the operations could not be written; k6 ended by itself with signal SIGKILL"
    `);
  });
});
