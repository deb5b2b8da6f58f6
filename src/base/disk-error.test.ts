import { expect, it } from "vitest";
import { diskError } from "./disk-error.ts";

const answer = (code: string) => diskError("/runs/a", Object.assign(new Error(`${code}: said the system`), { code }));

it("says that a disk is full, and where to go", () => {
  expect(answer("ENOSPC")?.message).toBe("the disk is full: could not write /runs/a");
  expect(answer("EDQUOT")?.hint).toBe("Free some space, or choose another place with --out and TMPDIR.");
});

it("tells a missing permission from a path that is no place to write to", () => {
  expect(answer("EROFS")?.message).toBe("not allowed to write /runs/a");
  expect(answer("ENOTDIR")?.message).toBe("could not write /runs/a: ENOTDIR: said the system");
});

it("is of the environment, exit code 4", () => {
  expect(answer("ENOENT")?.exitCode).toBe(4);
});

it("makes no excuse for what is not the file system's fault", () => {
  expect(diskError("/runs/a", new TypeError("x is not a function"))).toBeUndefined();
});
