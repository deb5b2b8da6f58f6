import { describe, expect, it } from "vitest";
import { InterruptedError } from "../base/errors.ts";
import type { FaultStart, PlannedCheck, PlannedFault, Wait } from "../model/plan.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { type FaultScheduleOptions, scheduleFaults } from "./fault-schedule.ts";

const planned = (name: string, start: FaultStart, waitsFor?: readonly Wait[]) =>
  ({ name, start, ...(waitsFor === undefined ? {} : { waitsFor }) }) as PlannedFault;
const outage = planned("outage", { kind: "at", atMs: 1000 });
const split = planned("split", { kind: "after", fault: "outage" });

it("starts faults at their time from steady, and `after` ones once the earlier is recovered from", async () => {
  const { log, run } = schedule({ faults: [outage, split], recoverMs: 500 });
  await run;
  expect(log).toEqual([
    "outage begins at 3000",
    "outage recovered at 4500",
    "split begins at 4500",
    "all over at 5500",
    "split recovered at 6000",
  ]);
});

it("runs faults with times of their own side by side", async () => {
  const other = planned("other", { kind: "at", atMs: 1200 });
  const { log, run } = schedule({ faults: [outage, other], recoverMs: 500 });
  await run;
  expect(log.slice(0, 2)).toEqual(["outage begins at 3000", "other begins at 3200"]);
});

it("gives a network that did not recover no further fault, and says why", async () => {
  const third = planned("third", { kind: "after", fault: "split" });
  const { log, run, scope } = schedule({ faults: [outage, split, third], recoverMs: undefined });
  await run;
  expect(log).toEqual(["outage begins at 3000", "all over at 4000"]);
  expect(scope.emittedOf("fault.refused").map((event) => event.why)).toEqual([
    "not started: the network had not recovered from outage",
    "not started: split was not started either",
  ]);
});

it("stops waiting when the run is interrupted", async () => {
  const { run, scope } = schedule({ faults: [outage], recoverMs: 500 });
  scope.interrupt(new InterruptedError("Ctrl-C"));
  await expect(run).rejects.toThrow("interrupted: Ctrl-C");
});

describe("parts of a workflow", () => {
  const at = (name: string, atMs: number, waitsFor?: readonly Wait[]) => planned(name, { kind: "at", atMs }, waitsFor);

  it("are followed once, after the last of them", async () => {
    const after = planned("split", { kind: "after", fault: "flow" });
    const { log, run } = schedule({ faults: [at("flow/a", 0), at("flow/b", 3000), after], recoverMs: 500 });
    await run;
    expect(log).toEqual([
      "flow/a begins at 2000",
      "flow/b begins at 5000",
      "flow/b recovered at 6500",
      "split begins at 6500",
      "all over at 7500",
      "split recovered at 8000",
    ]);
  });

  it("begin so long after what the workflow follows, and not before what they wait for", async () => {
    const late: FaultStart = { kind: "after", fault: "outage", plusMs: 200 };
    const b = planned("flow/b", late, [{ name: "flow/a", plusMs: 100 }]);
    const { log, run } = schedule({ faults: [outage, planned("flow/a", late), b], recoverMs: 500 });
    await run;
    expect(log).toEqual(expect.arrayContaining(["flow/a begins at 4700", "flow/b begins at 5800"]));
  });

  it("wait for a status check, however long it takes", async () => {
    const part = at("flow/a", 0, [{ name: "flow/ready", plusMs: 100 }]);
    const answers = ["answered 503, not 200", undefined];
    const { log, run, scope } = schedule({
      ...{ faults: [part], checks: [check({ mode: "Synchronous" })], recoverMs: 500 },
      ask: async () => answers.shift(),
    });
    await run;
    expect(log[0]).toBe("flow/a begins at 4100");
    expect(scope.emittedOf("note").map(({ text }) => text)).toEqual([
      "status check flow/ready ended without a failure",
    ]);
  });

  it("are called off by a status check that fails: one that runs is ended, the rest is not started", async () => {
    const { log, run, scope } = schedule({
      faults: [at("flow/a", 1500), at("flow/b", 9000), planned("split", { kind: "after", fault: "flow" })],
      checks: [check({ mode: "Continuous", failuresMax: 2, aborts: true })],
      recoverMs: 500,
      ask: async () => "refused",
    });
    await run;
    expect(log).toEqual([
      "flow/a begins at 3500",
      "flow/a ended early at 4000",
      "flow/b recovered at 4500",
      "all over at 4500",
    ]);
    expect(scope.emittedOf("fault.refused").map(({ fault, why }) => `${fault}: ${why}`)).toMatchInlineSnapshot(`
      [
        "flow/b: not started: flow was called off by its status check flow/ready: it failed 2 times in a row, at last: refused",
        "split: not started: flow was called off by its status check flow/ready: it failed 2 times in a row, at last: refused",
      ]
    `);
  });

  it("go on when a status check fails that aborts nothing", async () => {
    const { log, run, scope } = schedule({
      ...{ faults: [at("flow/a", 5000)], checks: [check({ mode: "Continuous" })], recoverMs: 500 },
      ask: async () => "refused",
    });
    await run;
    expect(log[0]).toBe("flow/a begins at 7000");
    expect(scope.emittedOf("note").map(({ text }) => text)).toEqual([
      "status check flow/ready failed: it failed once, at last: refused",
    ]);
  });
});

const check = (parts: Partial<PlannedCheck>): PlannedCheck => ({
  name: "flow/ready",
  start: { kind: "at", atMs: 0 },
  mode: "Synchronous",
  http: { url: "http://rpc-0:8545/", method: "GET", headers: {}, body: "" },
  statusMin: 200,
  statusMax: 200,
  timeoutMs: 1000,
  intervalMs: 1000,
  failuresMax: parts.mode === "Synchronous" ? 3 : 1,
  successesMin: 1,
  durationMs: undefined,
  deadlineMs: 60_000,
  aborts: false,
  ...parts,
});

/** Steady at 2000 ms; each fault lasts 1000 ms, unless it is ended early. */
function schedule(
  options: Pick<FaultScheduleOptions, "faults" | "checks"> & {
    recoverMs: number | undefined;
    ask?: FaultScheduleOptions["ask"];
  },
) {
  const clock = new ManualClock();
  const scope = fakeScope({ clock });
  const log: string[] = [];
  const { over, recovered } = scheduleFaults({
    faults: options.faults,
    checks: options.checks,
    scope,
    steadyAtMs: 2000,
    ask: options.ask ?? (async () => undefined),
    runFault: async (fault, signal) => {
      log.push(`${fault.name} begins at ${scope.sinceStartMs()}`);
      await clock.sleep(1000, signal).catch(() => log.push(`${fault.name} ended early at ${scope.sinceStartMs()}`));
    },
    awaitRecovery: async (fault) => {
      if (options.recoverMs === undefined) return false;
      await clock.sleep(options.recoverMs);
      log.push(`${fault.name} recovered at ${scope.sinceStartMs()}`);
      return true;
    },
  });
  over.then(
    () => log.push(`all over at ${scope.sinceStartMs()}`),
    () => undefined, // told through `recovered`
  );
  const run = clock.drive(recovered);
  return { log, run, scope };
}
