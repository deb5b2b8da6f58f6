import { expect, it } from "vitest";
import { checkCapacity } from "./check-capacity.ts";

const dirs = { scratchDir: "/scratch", runDir: "/runs" };
const check = (freeMiB: Record<string, number>) => checkCapacity(dirs, async (dir) => (freeMiB[dir] ?? 0) * 2 ** 20);

it("lets a run begin that has room", async () => {
  await expect(check({ "/scratch": 256, "/runs": 64 })).resolves.toBeUndefined();
});

it("refuses one that would fill the disk, and names the place to change", async () => {
  await expect(check({ "/scratch": 255, "/runs": 9000 })).rejects.toMatchObject({
    exitCode: 4,
    message: "there is not enough room on the disk of /scratch: a run needs 256 MiB, found 255 MiB",
    hint: "Free some space, or choose another place with TMPDIR.",
  });
  await expect(check({ "/scratch": 9000, "/runs": 30 })).rejects.toMatchObject({
    hint: "Free some space, or choose another place with --out.",
  });
});
