// How a run may end before its time, and that nothing of it is left on the machine whatever ended it.

import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/random.ts";
import { readResult } from "../journal/read-result.ts";
import type { EventOf, RunEvent } from "../model/event.ts";
import { exists } from "../platform/files.ts";
import { killPid } from "../platform/processes.ts";
import { awaitEvent, command, type EndedCommand, type StartedCommand, startCommand } from "../testing/command.ts";
import { type CommandPlaces, openPlaces } from "../testing/command-places.ts";
import { killHarness } from "../testing/kill-harness.ts";
import { eventsSoFar } from "../testing/recorded-so-far.ts";
import { processesOf, tracesOf } from "../testing/traces.ts";

const startsWithinMs = 120_000;
/** A teardown is bounded by a minute. */
const endsWithinMs = 90_000;
const outage = (places: CommandPlaces) => [
  "run",
  "majority-outage",
  "--out",
  places.runsDir,
  "--set",
  "spec.steady.for=3s",
];
const quick = (places: CommandPlaces) => ["run", "quick", "--out", places.runsDir, "--set", "spec.measure=2s"];

const isFaultActive = (event: RunEvent): boolean => event.type === "fault.active";

/** A run of majority-outage whose fault was just seen to bite. */
async function runInFault(places: CommandPlaces): Promise<{ started: StartedCommand; runDir: string }> {
  const started = await startCommand(outage(places), places);
  const wait = { places, awaited: "the fault to be seen", withinMs: startsWithinMs, is: isFaultActive };
  return { started, runDir: (await awaitEvent(started, wait)).runDir };
}

/** What must be true of every run that somebody stopped. */
async function expectStopped(ended: EndedCommand, { places, runDir }: { places: CommandPlaces; runDir: string }) {
  expect(ended).toMatchObject({ code: 6, signal: null });
  expect(lastEvent(runDir)).toMatchObject({ type: "run.ended", how: "interrupted", leftovers: [] });
  expect(readResult(runDir).verdict.status).toBe("unknown");
  expect(await exists(`${runDir}/report.html`)).toBe(true);
  expect(await tracesOf(places)).toEqual([]);
}

const lastEvent = (runDir: string): RunEvent | undefined => eventsSoFar(runDir).at(-1);

describe("a run that is stopped while its fault is on", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "undoes everything and says so after %s",
    { timeout: 240_000 },
    async (name) => {
      await using places = await openPlaces();
      const { started, runDir } = await runInFault(places);
      started.signal(name);
      const ended = await started.ended(endsWithinMs);
      await expectStopped(ended, { places, runDir });
      expect(lastEvent(runDir)).toMatchObject({ reason: `interrupted: ${name}` });
      const reverted = eventsSoFar(runDir).find(
        (event): event is EventOf<"fault.reverted"> => event.type === "fault.reverted",
      );
      expect(reverted).toMatchObject({ fault: "majority-outage", how: "abort" });
    },
  );

  it("ends when `chaindrill abort` asks it to, which waits for it and tells the reason", {
    timeout: 240_000,
  }, async () => {
    await using places = await openPlaces();
    const { started, runDir } = await runInFault(places);
    const abort = await command(["abort", "--reason", "the pager rang"], { places, withinMs: endsWithinMs });
    expect(abort).toMatchObject({ code: 0, stdout: expect.stringContaining("over, nothing is left of it") });
    const ended = await started.ended(10_000);
    await expectStopped(ended, { places, runDir });
    expect(lastEvent(runDir)).toMatchObject({ reason: expect.stringContaining("the pager rang") });
  });
});

describe("a node that is killed by somebody else", () => {
  it("ends the run as failed, and names the node", { timeout: 240_000 }, async () => {
    await using places = await openPlaces();
    const started = await startCommand(outage(places), places);
    const isSteady = (event: RunEvent) => event.type === "phase.entered" && event.phase === "steady";
    const wait = { places, awaited: "the network to be up", withinMs: startsWithinMs, is: isSteady };
    const { runDir } = await awaitEvent(started, wait);
    const victim = eventsSoFar(runDir).find((event) => event.type === "node.changed" && event.node === "signer-1");
    const pid = victim?.type === "node.changed" ? victim.pid : undefined;
    const known = (await processesOf(places)).find((one) => one.pid === pid);
    expect(known?.command).toContain("geth");
    killPid(known?.pid ?? 0, "SIGKILL");
    const ended = await started.ended(endsWithinMs);
    expect(ended).toMatchObject({ code: 1, signal: null });
    const { verdict, verdicts } = readResult(runDir);
    expect(verdict.status).toBe("fail");
    expect(verdicts.find(({ name }) => name === "network.crashes")).toMatchObject({
      status: "fail",
      summary: "1 node ended unasked: signer-1 (signal SIGKILL)",
    });
    expect(await tracesOf(places)).toEqual([]);
  });
});

describe("a harness that is killed with SIGKILL", () => {
  it("leaves nothing behind within ten seconds, whenever it is, and the next run passes", {
    timeout: 420_000,
  }, async () => {
    await using places = await openPlaces();
    const random = seededRandom(1, "moments");
    for (const killAfterMs of Array.from({ length: 3 }, () => random.below(60_000))) {
      const killed = await killHarness({ args: outage(places), places, killAfterMs, clearedWithinMs: 10_000 });
      expect(killed.leftovers, `killed after ${killAfterMs} ms, in phase ${killed.phase}`).toEqual([]);
    }
    const next = await command(quick(places), { places, withinMs: 120_000 });
    expect(next.stderr).not.toContain("is dead");
    expect(next).toMatchObject({ code: 0, signal: null });
    expect(await tracesOf(places)).toEqual([]);
  });
});

describe("two runs at once", () => {
  it("do not get in each other's way, even when they do not take turns", { timeout: 240_000 }, async () => {
    await using places = await openPlaces();
    const beside = [...quick(places), "--beside"];
    const both = await Promise.all([1, 2].map(() => command(beside, { places, withinMs: 180_000 })));
    expect(both.map(({ code, stdout }) => ({ code, stdout }))).toEqual([
      { code: 0, stdout: expect.stringContaining("PASS") },
      { code: 0, stdout: expect.stringContaining("PASS") },
    ]);
    expect(await tracesOf(places)).toEqual([]);
  });
});
