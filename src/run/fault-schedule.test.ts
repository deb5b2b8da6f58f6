import { expect, it } from "vitest";
import { InterruptedError } from "../base/errors.ts";
import type { FaultStart, PlannedFault } from "../model/plan.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { scheduleFaults } from "./fault-schedule.ts";

const planned = (name: string, start: FaultStart) => ({ name, start }) as PlannedFault;
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

/** Steady at 2000 ms; each fault lasts 1000 ms. */
function schedule(options: { faults: readonly PlannedFault[]; recoverMs: number | undefined }) {
  const clock = new ManualClock();
  const scope = fakeScope({ clock });
  const log: string[] = [];
  const { over, recovered } = scheduleFaults({
    faults: options.faults,
    scope,
    steadyAtMs: 2000,
    runFault: async (fault) => {
      log.push(`${fault.name} begins at ${scope.sinceStartMs()}`);
      await clock.sleep(1000);
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
