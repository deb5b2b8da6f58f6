// Plans that must not pass: a tool that cannot fail proves nothing.

import { describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { readResult } from "../journal/read-result.ts";
import { eventsOf, type RunEvent } from "../model/event.ts";
import type { FaultResult } from "../model/result.ts";
import { awaitEvent, command, type StartedCommand, startCommand } from "../testing/command.ts";
import { type CommandPlaces, openPlaces } from "../testing/command-places.ts";
import { type JudgedSplit, judgeSplit } from "../testing/judge-split.ts";
import { pollHeads } from "../testing/poll-heads.ts";
import { endpointsOf, eventsSoFar, runDirectoriesIn } from "../testing/recorded-so-far.ts";
import { tracesOf } from "../testing/traces.ts";

async function runToEnd(plan: string, options: { places: CommandPlaces; withinMs: number }) {
  const ended = await command(["run", plan, "--out", options.places.runsDir], options);
  const [runDir = ""] = runDirectoriesIn(options.places.runsDir);
  return { ended, result: readResult(runDir) };
}

describe("fault-that-does-not-bite", () => {
  it("is unknown, and says that the fault was paused", { timeout: 340_000 }, async () => {
    await using places = await openPlaces();
    const { ended, result } = await runToEnd("fault-that-does-not-bite", { places, withinMs: 300_000 });
    expect(ended.code).toBe(2);
    expect(result.verdict.status).toBe("unknown");
    const bite = result.verdicts.find(({ name }) => name === "experiment.fault-bit.paused");
    expect(bite).toMatchObject({ status: "unknown", summary: expect.stringContaining("paused") });
    expect(ended.stdout).toContain(bite?.summary);
  });
});

describe("overload", () => {
  it("fails, tells how many operations were dropped, and names who was the limit", { timeout: 340_000 }, async () => {
    await using places = await openPlaces();
    const { ended, result } = await runToEnd("overload", { places, withinMs: 300_000 });
    expect(ended.code).toBe(1);
    const [load] = result.loads;
    expect(load?.dropped).toBeGreaterThan(0);
    // k6 beside anvil: whichever of them, or the cores they share, was used up first. Not the network, which is idle.
    // Where both keep a core busy it does not choose.
    expect(["machine", "generator", "node-cpu", "unknown"]).toContain(load?.bottleneck.limit);
    expect(result.verdicts.find(({ name }) => name === "experiment.load-rate.transfers")?.status).toBe("fail");
    expect(ended.stdout).toContain(load?.bottleneck.sentence);
  });
});

/** Waits for geth's redial, recovery and hold as often as the plan splits, and for its start and end. */
const splitsWithinMs = 600_000;

describe("four-signers-split", () => {
  it("agrees for every split with a second observer, and fails when one deadlocks", { timeout: 660_000 }, async () => {
    await using places = await openPlaces();
    const started = await startCommand(["run", "four-signers-split", "--out", places.runsDir], places);
    const { runDir, judged } = await judgeSplits(started, places);
    const ended = await started.ended(10_000);
    const result = readResult(runDir);
    const told = result.faults.filter(({ bit }) => bit === "yes").map(({ name }) => name);
    expect([...judged.keys()]).toEqual(told);
    const ours = told.map((name) => recoveryOf(result.faults.find((fault) => fault.name === name)));
    const theirs = [...judged.values()].map(({ recovered }) => (recovered ? "recovered" : "stuck"));
    // A starved machine makes the run say that it does not know, which contradicts nobody.
    expect(theirs.map((their, index) => (ours[index] === "unknown" ? "unknown" : their))).toEqual(ours);
    expect(new Set(ours)).not.toEqual(new Set(["unknown"]));
    // The cause, seen by the observer alone: neither half has the better chain, so neither moves.
    expect([...judged].map(([name, { recovered }]) => [name, recovered])).toEqual(
      [...judged].map(([name, { even }]) => [name, !even]),
    );
    // One split in two deadlocks. That five in a row do not is luck; then the network did recover, and that is a pass.
    const [status, code] = ours.includes("stuck")
      ? ["fail", 1]
      : ours.includes("unknown")
        ? ["unknown", 2]
        : ["pass", 0];
    expect([result.verdict.status, ended.code]).toEqual([status, code]);
    expect(await tracesOf(places)).toEqual([]);
  });
});

/** Watches the run to its end with an observer of its own, which judges each split that was carried out. */
async function judgeSplits(
  started: StartedCommand,
  places: CommandPlaces,
): Promise<{ runDir: string; judged: ReadonlyMap<string, JudgedSplit> }> {
  const isSteady = (event: RunEvent) => event.type === "phase.entered" && event.phase === "steady";
  const wait = { places, awaited: "the network to be up", withinMs: 120_000, is: isSteady };
  const { runDir } = await awaitEvent(started, wait);
  using observer = pollHeads(endpointsOf(runDir));
  await started.ended(splitsWithinMs);
  const events = eventsSoFar(runDir);
  const requests = eventsOf(events, "fault.requested");
  const drain = events.find((event) => event.type === "phase.entered" && event.phase === "drain");
  const judged = eventsOf(events, "fault.reverted").map(({ fault, wallMs }) => {
    const next = requests.find((event) => event.wallMs > wallMs) ?? drain;
    const span = { endedAtWallMs: wallMs, untilWallMs: next?.wallMs ?? systemClock.wallMs() };
    return [fault, judgeSplit(observer.rounds, span)] as const;
  });
  return { runDir, judged: new Map(judged) };
}

/** What the run's own result says of a fault, of the service and of every node together. */
function recoveryOf(fault: FaultResult | undefined): string {
  const kinds = new Set(fault?.recoveries.map(({ kind }) => kind));
  if (kinds.size === 0 || kinds.has("unknown")) return "unknown";
  return kinds.has("censored") ? "stuck" : "recovered";
}
