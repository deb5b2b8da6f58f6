import path from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { runId } from "../../base/ids.ts";
import { uniqueToken } from "../../base/random.ts";
import { makeDirectory, readText, removeTree } from "../../platform/files.ts";
import { runMark, startTicks } from "../../platform/processes.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sleepingProcess } from "../../testing/sleeping-process.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { entryDirectory, isRegistered, type Lease, writeLease } from "./lease.ts";
import { answerEnding, type Ending, type HarnessMessage, undoInTime, watchHarness } from "./watch-harness.ts";

/** A registered run whose harness is a process that sleeps, seen from the watchdog's end of the channel. */
async function watched() {
  const stateDir = await temporaryDirectory();
  const clock = new ManualClock();
  const id = runId(uniqueToken());
  const harness = await sleepingProcess({});
  const lease: Lease = {
    version: 1,
    runId: id,
    pid: harness.pid,
    startTicks: startTicks(harness.pid) ?? 0,
    plan: "drill",
    startedAt: "2026-01-01T00:00:00.000Z",
    runDir: path.join(stateDir, "kept"),
    scratchDir: path.join(stateDir, `scratch-${id}`),
    watchdog: null,
    undoFailed: [],
  };
  await writeLease(stateDir, lease);
  let say = (_: HarnessMessage) => {};
  let hangUp = () => {};
  const channel = {
    onMessage: (listen: typeof say) => {
      say = listen;
    },
    onClose: (listen: typeof hangUp) => {
      hangUp = listen;
    },
  };
  const options = { stateDir, lease, clock, channel, heartbeatMs: 1000, silenceMsMax: 60_000 };
  let ending: Ending | undefined;
  const ended = watchHarness(options).then((value) => {
    ending = value;
    return value;
  });
  return {
    ...options,
    options,
    harness,
    ended,
    say: (message: HarnessMessage) => say(message),
    hangUp: () => hangUp(),
    ending: () => ending,
  };
}

describe("watchHarness", () => {
  it("goes on as long as there are heartbeats", async () => {
    const watch = await watched();
    for (let minute = 0; minute < 3; minute++) {
      await watch.clock.advance(59_000);
      watch.say("alive");
    }
    expect(watch.ending()).toBeUndefined();
  });

  it("takes a harness that gave no heartbeat for longer than allowed for hung", async () => {
    const watch = await watched();
    await watch.clock.advance(60_000);
    expect(watch.ending()).toBeUndefined();
    await watch.clock.advance(1000);
    expect(watch.ending()).toBe("silent");
    expect(watch.clock.pending).toBe(0);
  });

  it.each([
    ["done", "done"],
    ["gone", undefined],
  ] as const)("ends with %s", async (ending, message) => {
    const watch = await watched();
    if (message === undefined) watch.hangUp();
    else watch.say(message);
    expect(await watch.ended).toBe(ending);
    expect(watch.clock.pending).toBe(0);
  });

  it("does not take the end of the channel after done for a death", async () => {
    const watch = await watched();
    watch.say("done");
    watch.hangUp();
    expect(await watch.ended).toBe("done");
  });

  it("ends when the run is no longer registered", async () => {
    const watch = await watched();
    await removeTree(entryDirectory(watch.stateDir, watch.lease.runId));
    await watch.clock.advance(1000);
    expect(await watch.ended).toBe("unregistered");
  });
});

describe("answerEnding", () => {
  it("kills a silent harness before it undoes, and writes down what it did", async () => {
    const watch = await watched();
    await makeDirectory(watch.lease.runDir);
    const marked = await sleepingProcess({ [runMark]: watch.lease.runId });
    await answerEnding("silent", { ...watch.options, clock: systemClock });
    expect([(await watch.harness.exited).signal, (await marked.exited).signal]).toEqual(["SIGKILL", "SIGKILL"]);
    expect(await isRegistered(watch.stateDir, watch.lease.runId)).toBe(false);
    const log = await readText(path.join(watch.lease.runDir, "watchdog.log"));
    expect(
      log
        .replaceAll(watch.stateDir, "<state>")
        .replaceAll(watch.lease.runId, "<run>")
        .replaceAll(String(watch.harness.pid), "<pid>")
        .replace(/^\S+/, "<time>"),
    ).toMatchInlineSnapshot(`
      "<time> Harness <pid> of run <run> gave no sign of life for 60000 ms. It was killed. Undone: processes of run <run>; <state>/scratch-<run>.
      "
    `);
  });

  it("undoes without a run directory to write to, and does not make one", async () => {
    const watch = await watched();
    const marked = await sleepingProcess({ [runMark]: watch.lease.runId });
    await answerEnding("gone", { ...watch.options, clock: systemClock });
    expect((await marked.exited).signal).toBe("SIGKILL");
    await expect(readText(path.join(watch.lease.runDir, "watchdog.log"))).rejects.toThrow("ENOENT");
  });

  it.each(["done", "unregistered"] as const)("touches nothing after %s", async (ending) => {
    const watch = await watched();
    const marked = await sleepingProcess({ [runMark]: watch.lease.runId });
    await answerEnding(ending, watch.options);
    expect([startTicks(marked.pid), startTicks(watch.harness.pid)]).not.toContain(undefined);
    expect(await isRegistered(watch.stateDir, watch.lease.runId)).toBe(true);
  });
});

describe("undoInTime", () => {
  const failed = { done: [], failed: ["containers of run abc123: waited 3500 ms"] };
  const undone = { done: ["containers of run abc123"], failed: [] };
  /** Waits in no time. */
  const clock = { ...systemClock, sleep: () => systemClock.sleep(0) };
  /** Fails so many times before it succeeds, and counts. */
  function undoing(failures: number) {
    let tries = 0;
    const undo = async () => {
      tries += 1;
      return tries <= failures ? failed : undone;
    };
    return { undo, tries: () => tries };
  }

  it("tries once where nothing fails", async () => {
    const one = undoing(0);
    expect(await undoInTime(one.undo, clock)).toBe(undone);
    expect(one.tries()).toBe(1);
  });

  it("tries again what a busy machine could not do in time", async () => {
    expect(await undoInTime(undoing(3).undo, clock)).toBe(undone);
  });

  it("gives up in the end, and tells of what is left", async () => {
    const never = undoing(Number.POSITIVE_INFINITY);
    expect(await undoInTime(never.undo, clock)).toBe(failed);
    expect(never.tries()).toBe(5);
  });
});
