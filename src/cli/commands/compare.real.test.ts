import path from "node:path";
import { describe, expect, it } from "vitest";
import { listDirectoryNow, readText } from "../../platform/files.ts";
import { plainCommand } from "../../testing/plain-command.ts";
import { saveRuns } from "../../testing/saved-runs.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";

const p50 = "load.transfers.inclusion.p50";
const around = (median: number, count = 10, step = 1) =>
  Array.from({ length: count }, (_, index) => median + step * index);

/** A working directory with runs in `old` and `new`. */
async function withRuns(sides: { old: readonly number[]; new: readonly number[] }) {
  const cwd = await temporaryDirectory();
  for (const label of ["old", "new"] as const) {
    saveRuns(path.join(cwd, label), { label, values: { [p50]: sides[label] } });
  }
  const compare = (...more: string[]) => plainCommand(["compare", "old", "--to", "new", ...more], { cwd });
  return { cwd, compare };
}

describe("chaindrill compare", () => {
  it("fails for a regression, says so, and keeps every report", async () => {
    const { cwd, compare } = await withRuns({ old: around(900), new: around(1200) });
    const { code, stdout, stderr } = await compare("--name", "night");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toContain("regression");
    const root = path.join(cwd, "reports", "comparisons");
    const [dir = ""] = listDirectoryNow(root);
    expect(dir).toMatch(/^\d{8}T\d{6}Z-night$/);
    expect(listDirectoryNow(path.join(root, dir))).toEqual([
      "comparison.html",
      "comparison.json",
      "comparison.md",
      "junit.xml",
      "metrics.txt",
    ]);
    for (const [format, file] of Object.entries({ junit: "junit.xml", md: "comparison.md", json: "comparison.json" })) {
      const shown = await plainCommand(["report", path.join(root, dir), "--format", format], { cwd });
      expect(shown).toEqual({ code: 0, stdout: await readText(path.join(root, dir, file)), stderr: "" });
    }
  });

  it("passes what is no worse, also when it is strict, and prints nothing but JSON when asked", async () => {
    const { compare } = await withRuns({ old: around(900), new: around(900) });
    const { code, stdout } = await compare("--strict", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, verdict: { status: "no_regression" } });
  });

  it("passes a doubt, and fails it when it is strict", async () => {
    const { compare } = await withRuns({ old: around(500, 10, 100), new: around(550, 10, 100) });
    const lenient = await compare("--json");
    expect(JSON.parse(lenient.stdout)).toMatchObject({ verdict: { status: "inconclusive" } });
    expect([lenient.code, (await compare("--strict")).code]).toEqual([0, 1]);
  });

  it("refuses what could not fail, without leaving anything behind", async () => {
    const { cwd, compare } = await withRuns({ old: around(900, 3), new: around(900, 3) });
    const { code, stderr, stdout } = await compare();
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("cannot show a regression");
    expect(listDirectoryNow(path.join(cwd, "reports"))).toEqual([]);
  });

  it.each([
    [["compare", "old"], "required option '--to <run-dir...>' not specified"],
    [["compare", "old", "--to", "new", "--alpha", "5"], "a share above 0 and below 0.5 is expected"],
    [["compare", "old", "--to", "new", "--format", "pdf"], 'there is no format "pdf"'],
    [["compare", "old", "--to", "new", "--allow-different", "clients"], "machine, backend or scenario is expected"],
  ])("refuses %j", async (args, says) => {
    const { code, stderr } = await plainCommand(args, { cwd: await temporaryDirectory() });
    expect(code).toBe(3);
    expect(stderr).toContain(says);
  });
});
