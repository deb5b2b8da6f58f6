import { expect, it } from "vitest";
import type { RunEvent } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { judgeCrashes } from "./judge-crashes.ts";

const ended = { type: "run.ended", seq: 9 } as RunEvent;
const exit = (by: string) =>
  ({ type: "node.changed", seq: 4, node: "signer-1", state: "exited", by, detail: "signal SIGSEGV" }) as RunEvent;
const runOf = (...events: RunEvent[]) => ({ events }) as unknown as RecordedRun;

it("fails for a node that ended unasked", () => {
  expect(judgeCrashes(runOf(exit("nobody"), ended))).toEqual({
    name: "network.crashes",
    status: "fail",
    summary: "1 node ended unasked: signer-1 (signal SIGSEGV)",
    evidence: [4],
  });
});

it("passes when only faults and the harness ended nodes", () => {
  expect(judgeCrashes(runOf(exit("fault"), exit("harness"), ended)).status).toBe("pass");
});

it("does not count a node that lost its port at the start and was started again by the harness", () => {
  const started = (seq: number, by: string) =>
    ({ type: "node.changed", seq, node: "signer-1", state: "started", by }) as RunEvent;
  expect(judgeCrashes(runOf(started(3, "harness"), exit("nobody"), started(5, "harness"), ended)).status).toBe("pass");
  expect(judgeCrashes(runOf(started(3, "harness"), exit("nobody"), started(5, "fault"), ended)).status).toBe("fail");
});

it("does not know when the record is cut short", () => {
  expect(judgeCrashes(runOf(exit("fault"))).status).toBe("unknown");
});
