import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { writeAtomically } from "./files.ts";
import { type CgroupView, throttledSeconds } from "./throttled-seconds.ts";

async function viewOf(files: Readonly<Record<string, string>>): Promise<CgroupView> {
  const root = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) await writeAtomically(path.join(root, name), text);
  return {
    proc: path.join(root, "proc"),
    mounts: { cpu: path.join(root, "cpu"), unified: path.join(root, "unified") },
  };
}

describe("throttledSeconds", () => {
  it("adds those of the groups around it, in version 1", async () => {
    const view = await viewOf({
      "proc/7/cgroup": "4:memory:/elsewhere\n1:cpuacct,cpu:/run/node\n0::/\n",
      "cpu/run/cpu.stat": "nr_periods 3\nthrottled_time 500000000\n",
      "cpu/run/node/cpu.stat": "nr_periods 3\nthrottled_time 2000000000\n",
    });
    expect(throttledSeconds(7, view)).toBe(2.5);
  });

  it("reads version 2", async () => {
    const view = await viewOf({
      "proc/7/cgroup": "0::/box\n",
      "unified/box/cpu.stat": "usage_usec 9\nthrottled_usec 1500000\n",
    });
    expect(throttledSeconds(7, view)).toBe(1.5);
  });

  it("says nothing of what is in no group, or gone", async () => {
    const view = await viewOf({ "proc/7/cgroup": "1:cpu:/\n0::/\n", "cpu/cpu.stat": "throttled_time 1\n" });
    expect(throttledSeconds(7, view)).toBeUndefined();
    expect(throttledSeconds(8, view)).toBeUndefined();
  });
});
