import { describe, expect, it } from "vitest";
import { renderSweep } from "./render-sweep.ts";
import type { SweepReport } from "./sweep.ts";

const report: SweepReport = {
  dryRun: false,
  runs: [
    { runId: "0a1b2c3d", pid: 100, alive: true, undone: [], failed: [], entryDir: "/state/runs/0a1b2c3d" },
    {
      runId: "4e5f6a7b",
      pid: 200,
      alive: false,
      undone: ["process 201", "/tmp/chaindrill-4e5f6a7b"],
      failed: ["processes of run 4e5f6a7b: waited 5000 ms"],
      entryDir: "/state/runs/4e5f6a7b",
    },
  ],
  strays: [
    { pid: 300, runId: "8c9d0e1f", fate: "killed" },
    { pid: 301, runId: "8c9d0e1f", fate: "left-alone" },
  ],
  unreadable: [{ dir: "/state/runs/2a3b4c5d", why: "Unexpected end of JSON input" }],
};

describe("renderSweep", () => {
  it("says what was found and what was done", () => {
    expect(renderSweep(report)).toMatchInlineSnapshot(`
      "run 0a1b2c3d (pid 100) is alive: left alone
      run 4e5f6a7b (pid 200) is dead: undone
        process 201
        /tmp/chaindrill-4e5f6a7b
        failed: processes of run 4e5f6a7b: waited 5000 ms
        Sweep again when the cause is gone; or see to it yourself and remove /state/runs/4e5f6a7b.
      process 300 carries the mark of run 8c9d0e1f, which is not registered: killed
      process 301 carries the mark of run 8c9d0e1f, which is not registered; it names no registry, so it was left alone
      entry /state/runs/2a3b4c5d cannot be read and was left alone: Unexpected end of JSON input
      "
    `);
  });

  it("says in a dry run what would be done", () => {
    const strays = [{ pid: 300, runId: "8c9d0e1f", fate: "would-be-killed" }] as const;
    expect(renderSweep({ ...report, dryRun: true, strays, unreadable: [] })).toMatchInlineSnapshot(`
      "run 0a1b2c3d (pid 100) is alive: left alone
      run 4e5f6a7b (pid 200) is dead: would undo
        process 201
        /tmp/chaindrill-4e5f6a7b
        damaged: processes of run 4e5f6a7b: waited 5000 ms
      process 300 carries the mark of run 8c9d0e1f, which is not registered: would be killed
      "
    `);
  });

  it("says when there was nothing", () => {
    expect(renderSweep({ dryRun: false, runs: [], strays: [], unreadable: [] })).toBe("nothing to sweep\n");
  });
});
