import path from "node:path";
import { describe, expect, it } from "vitest";
import { listDirectoryNow } from "../../platform/files.ts";
import { plainCommand } from "../../testing/plain-command.ts";
import { saveRuns } from "../../testing/saved-runs.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";

async function nightly() {
  const cwd = await temporaryDirectory();
  const save = (label: string, ms: number, machine = "a machine") =>
    saveRuns(path.join(cwd, label), {
      label,
      values: { "load.transfers.inclusion.p50": [ms] },
      change: (result) => ({ ...result, environment: { ...result.environment, machine } }),
    });
  const baseline = (...args: string[]) => plainCommand(["baseline", ...args], { cwd });
  return { cwd, save, baseline };
}

describe("chaindrill baseline", () => {
  it("records nights, says what they change, and shows them", async () => {
    const { save, baseline } = await nightly();
    save("first", 900);
    save("second", 990);
    expect((await baseline("record", "main", "first", "--commit", "abc")).stdout).toMatchInlineSnapshot(`
      "  first night, of 1 run
        load.transfers.inclusion.p50: 900 ms
      reports/baselines/main.baseline.json written: 1 night
      "
    `);
    expect((await baseline("record", "main", "second", "--note", "after the upgrade")).stdout).toMatchInlineSnapshot(`
      "  load.transfers.inclusion.p50: 900 ms -> 990 ms (+10 %)
      reports/baselines/main.baseline.json written: 2 nights
      "
    `);
    const { stdout } = await baseline("show", "main");
    expect(stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "<when>")).toMatchInlineSnapshot(`
      "main  2 nights, <when> UTC to <when> UTC, 0 A/A nights of them
      drill on clique-5, 4be1c07f; process backend; a machine

      metric                   medians    last  effects  last
      transfers inclusion p50  ▁█       990 ms  ··          –

      night                 commit  runs  left out  note
      <when> UTC  abc        1         0
      <when> UTC  –          1         0  after the upgrade
      "
    `);
    expect((await baseline("show")).stdout).toBe("main\n");
    expect((await baseline("trend", "main")).stdout).toMatchInlineSnapshot(`
      "no night of this baseline compared a build with another
      "
    `);
    expect(await baseline("check", "main", "first")).toMatchObject({ code: 3 });
  });

  it("only says what would change in a dry run", async () => {
    const { cwd, save, baseline } = await nightly();
    save("first", 900);
    expect((await baseline("record", "main", "first", "--dry-run")).stdout).toContain("would be written: 1 night");
    expect(listDirectoryNow(path.join(cwd, "reports", "baselines"))).toEqual([]);
  });

  it("refuses a night of another machine with both texts", async () => {
    const { save, baseline } = await nightly();
    save("first", 900);
    save("second", 900, "another machine");
    await baseline("record", "main", "first");
    const { code, stderr } = await baseline("record", "main", "second");
    expect(code).toBe(3);
    expect(stderr).toMatchInlineSnapshot(`
      "error: these runs do not belong to baseline main:
        - baseline main is of another machine: "a machine" and "another machine"
        try: Keep a baseline of its own for each machine, backend and scenario.
      "
    `);
  });

  it("says how many nights are too few to warn", async () => {
    const { save, baseline } = await nightly();
    save("first", 900);
    save("second", 9000);
    await baseline("record", "main", "first");
    const { code, stdout } = await baseline("check", "main", "second");
    expect([code, stdout]).toEqual([2, "too few nights to say what is usual: 1 of the twenty that are needed\n"]);
  });
});
