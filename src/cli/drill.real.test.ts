import { expect, it } from "vitest";
import { readResult } from "../journal/read-result.ts";
import { readRun } from "../journal/read-run.ts";
import { eventsOf } from "../model/event.ts";
import { command } from "../testing/command.ts";
import { openPlaces } from "../testing/command-places.ts";
import { predictTargets } from "../testing/predict-targets.ts";
import { runDirectoriesIn } from "../testing/recorded-so-far.ts";
import { tracesOf } from "../testing/traces.ts";

/** Two faults with 120 s each to recover from, between start and drain; two minutes when all is well. */
const endsWithinMs = 480_000;

it("passes the drill: both faults bite, are over, and hit whom the seed says", { timeout: 540_000 }, async () => {
  await using places = await openPlaces();
  const ended = await command(["run", "drill", "--out", places.runsDir], { places, withinMs: endsWithinMs });
  expect(ended.stdout).toContain("PASS");
  expect(ended.code).toBe(0);

  const [runDir = ""] = runDirectoriesIn(places.runsDir);
  const result = readResult(runDir);
  expect(result.verdict.status).toBe("pass");
  expect(result.faults.map(({ name, bit }) => [name, bit])).toEqual([
    ["majority-outage", "yes"],
    ["split", "yes"],
  ]);
  const { plan, events } = readRun(runDir);
  expect(eventsOf(events, "fault.active").map(({ fault, evidence }) => [fault, evidence.seen])).toEqual([
    ["majority-outage", true],
    ["split", true],
  ]);
  expect(eventsOf(events, "fault.reverted").map(({ fault, how, evidence }) => [fault, how, evidence.seen])).toEqual([
    ["majority-outage", "duration", true],
    ["split", "duration", true],
  ]);

  const targets = eventsOf(events, "fault.requested").map((event) => event.targets);
  expect(targets).toEqual(predictTargets(plan, 1));
  // By name as well: a change in how targets are drawn makes every earlier run with the seed another experiment.
  expect(targets).toEqual([
    ["signer-1", "signer-2", "signer-4"],
    ["signer-3", "signer-4"],
  ]);
  expect(await tracesOf(places)).toEqual([]);
});
