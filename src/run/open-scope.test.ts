import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { type Clock, systemClock } from "../base/clock.ts";
import { listDirectoryNow, writeAtomically } from "../platform/files.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { openScope } from "./open-scope.ts";
import { listRuns } from "./safety/lease.ts";

async function opening() {
  const dir = await temporaryDirectory();
  const ticks = new ManualClock();
  // What ticks for the whole run is counted; the waits of the start take the time they take.
  const clock: Clock = { ...systemClock, every: (periodMs, tick) => ticks.every(periodMs, tick) };
  const options = {
    name: "drill",
    seed: 1,
    runsDir: path.join(dir, "runs"),
    stateDir: path.join(dir, "state"),
    clock,
    abort: new AbortController(),
    onEvent: () => undefined,
  };
  return { dir, ticks, options };
}

function useTemporary(dir: string): void {
  vi.stubEnv("TMPDIR", dir);
  onTestFinished(() => void vi.unstubAllEnvs());
}

it("leaves nothing behind when the scratch directory cannot be made", async () => {
  const { dir, ticks, options } = await opening();
  const inTheWay = path.join(dir, "file");
  await writeAtomically(inTheWay, "");
  useTemporary(inTheWay);
  await expect(openScope(options)).rejects.toThrow(/could not write .*EEXIST/);
  expect(listDirectoryNow(options.runsDir)).toEqual([]);
  expect(await listRuns(options.stateDir)).toEqual({ runs: [], unreadable: [] });
  // A heartbeat that goes on would keep the process from ending.
  expect(ticks.pending).toBe(0);
});

it("leaves no run directory behind when the run cannot be registered", async () => {
  const { ticks, options } = await opening();
  await writeAtomically(options.stateDir, "a file in the way");
  await expect(openScope(options)).rejects.toMatchObject({ exitCode: 4 });
  expect(listDirectoryNow(options.runsDir)).toEqual([]);
  expect(ticks.pending).toBe(0);
});

it("makes the scratch directory absolute, also below a relative TMPDIR", async () => {
  const { dir, options } = await opening();
  useTemporary(path.relative(process.cwd(), dir));
  const opened = await openScope(options);
  expect(opened.scope.scratchDir).toBe(path.join(dir, `chaindrill-${opened.scope.runId}`));
  expect(await opened.release()).toEqual([]);
  await opened.recorder.close();
});
