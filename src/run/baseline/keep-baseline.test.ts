import path from "node:path";
import { describe, expect, it } from "vitest";
import { errorText } from "../../base/errors.ts";
import { listBaselines, readBaseline } from "../../journal/baseline-file.ts";
import { saveRuns } from "../../testing/saved-runs.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { checkAgainstBaseline, recordBaseline } from "./keep-baseline.ts";

const p50 = "load.transfers.inclusion.p50";
const night = { name: "nightly", recordedAt: "2026-11-23T04:00:00.000Z", commit: "abc", note: null };

async function places() {
  const root = await temporaryDirectory();
  const save = (label: string, values: readonly number[], machine?: string) =>
    saveRuns(path.join(root, "runs", label), {
      label,
      values: { [p50]: values },
      change: (result) =>
        machine === undefined ? result : { ...result, environment: { ...result.environment, machine } },
    });
  return { dir: path.join(root, "baselines"), save };
}

describe("recordBaseline", () => {
  it("says what a night changes, and adds it", async () => {
    const { dir, save } = await places();
    const first = recordBaseline({ dir, night, from: save("a", [900, 910, 920]), dryRun: false });
    expect(first.changes).toEqual(["first night, of 3 runs", `${p50}: 910 ms`]);
    const second = recordBaseline({ dir, night, from: save("b", [1001, 1001]), dryRun: false });
    expect(second.changes).toEqual([`${p50}: 910 ms -> 1.0 s (+10 %)`]);
    expect(readBaseline(dir, "nightly")).toEqual(second.baseline);
    expect(second.baseline.nights).toHaveLength(2);
  });

  it("writes nothing in a dry run", async () => {
    const { dir, save } = await places();
    expect(recordBaseline({ dir, night, from: save("a", [900]), dryRun: true }).baseline.nights).toHaveLength(1);
    expect(listBaselines(dir)).toEqual([]);
  });

  it("refuses a night of another machine with both texts, and leaves the baseline as it is", async () => {
    const { dir, save } = await places();
    recordBaseline({ dir, night, from: save("a", [900], "the old one"), dryRun: false });
    expect(() => recordBaseline({ dir, night, from: save("b", [900], "a new one"), dryRun: false })).toThrow(
      'baseline nightly is of another machine: "the old one" and "a new one"',
    );
    expect(readBaseline(dir, "nightly").nights).toHaveLength(1);
  });

  it("refuses a name that leads out of its directory", async () => {
    const { dir, save } = await places();
    const outside = { ...night, name: "../nightly" };
    expect(() => recordBaseline({ dir, night: outside, from: save("a", [900]), dryRun: false })).toThrow(
      '"../nightly" is no name of a baseline',
    );
  });
});

describe("checkAgainstBaseline", () => {
  it("warns of runs that are far outside of the last twenty nights, and of nothing before there are twenty", async () => {
    const { dir, save } = await places();
    for (let index = 0; index < 20; index += 1) {
      const from = save(`night-${index}`, [900 + index, 905 + index]);
      recordBaseline({ dir, night, from, dryRun: false });
    }
    const few = { ...night, name: "young" };
    recordBaseline({ dir, night: few, from: save("first", [900]), dryRun: false });
    expect(checkAgainstBaseline({ dir, night: few, from: save("wild", [9000]) })).toEqual({
      tripped: [],
      nights: 1,
      isLongEnough: false,
    });
    const check = (label: string, values: readonly number[]) =>
      checkAgainstBaseline({ dir, night, from: save(label, values) });
    expect(check("usual", [920, 930])).toEqual({ tripped: [], nights: 20, isLongEnough: true });
    expect(check("slow", [1500, 1510]).tripped.map(({ name }) => name)).toEqual([p50]);
  });

  it("names the baselines there are when it is asked for another", async () => {
    const { dir, save } = await places();
    recordBaseline({ dir, night, from: save("a", [900]), dryRun: false });
    const other = { ...night, name: "nihgtly" };
    const failed = () => checkAgainstBaseline({ dir, night: other, from: save("b", [900]) });
    expect(failed).toThrow('there is no baseline "nihgtly"');
    try {
      failed();
    } catch (error) {
      expect(`${errorText(error)} ${(error as { hint?: string }).hint}`).toContain("There are: nightly.");
    }
  });
});
