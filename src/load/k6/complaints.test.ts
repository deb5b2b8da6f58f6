import { describe, expect, it } from "vitest";
import { complaintOf, type GeneratorEnding, type LoadEnding } from "./complaints.ts";

const totals = { started: 10, dropped: 0, nothingToSend: 0, ok: 10, rejected: 0, unknown: 0 };
const generator: GeneratorEnding = { exitCode: 0, signal: null, log: "", stderr: "" };
const good: LoadEnding = { asked: false, killed: false, totals, generators: [generator], failure: undefined };
const ending = ({ load, ...of }: Partial<GeneratorEnding> & { load?: Partial<LoadEnding> }): LoadEnding => ({
  ...good,
  generators: [{ ...generator, ...of }],
  ...load,
});
const log = (...messages: string[]) => messages.map((message) => `${message}\n`).join("");

describe("complaintOf", () => {
  it("has none about a load that ran its time or was stopped", () => {
    expect(complaintOf(good)).toBeUndefined();
    const aborted = log("test run was aborted because k6 received a 'interrupt' signal");
    expect(complaintOf(ending({ exitCode: 105, log: aborted, load: { asked: true } }))).toBeUndefined();
  });

  it("says what happened", () => {
    const unloadable = log("a", "b", "c", "ReferenceError: x is not defined\n\tat file:///x.ts:1:1(2)");
    const killed = { exitCode: null, signal: "SIGKILL" };
    const endings: Readonly<Record<string, LoadEnding>> = {
      "interrupted by somebody else": ending({ exitCode: 105 }),
      "a script that does not load": ending({
        exitCode: 107,
        log: unloadable,
        load: { totals: { ...totals, started: 0 } },
      }),
      killed: ending(killed),
      "a panic": ending({ exitCode: 2, stderr: "panic: runtime error\n" }),
      stuck: ending({ ...killed, load: { asked: true, killed: true } }),
      "an exception in an iteration": ending({ log: log("TypeError: first", "TypeError: last\n\tat x.ts:1") }),
      "no transactions left": ending({ load: { totals: { ...totals, nothingToSend: 12 } } }),
      "our own disk": ending({ ...killed, load: { failure: "the operations could not be written" } }),
      "one of two generators": { ...good, generators: [generator, { ...generator, ...killed }] },
    };
    const said = Object.entries(endings).map(([name, each]) => `${name}: ${complaintOf(each)}`);
    expect(said.join("\n")).toMatchInlineSnapshot(`
      "interrupted by somebody else: k6 ended by itself with exit code 105
      a script that does not load: k6 ended by itself with exit code 107: b | c | ReferenceError: x is not defined at file:///x.ts:1:1(2); no operation was started
      killed: k6 ended by itself with signal SIGKILL
      a panic: k6 ended by itself with exit code 2: panic: runtime error
      stuck: k6 did not end when asked to and was killed
      an exception in an iteration: k6 logged 2 errors, the last: TypeError: last at x.ts:1
      no transactions left: the corpus was used up: 12 iterations had nothing to send
      our own disk: the operations could not be written; k6 ended by itself with signal SIGKILL
      one of two generators: generator 2 of 2, whose share of the rate is missing from then on: k6 ended by itself with signal SIGKILL"
    `);
  });
});
