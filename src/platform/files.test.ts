import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { isDirectory, listDirectory, makeDirectory, readTextNowIfThere, removeTree, writeAtomically } from "./files.ts";

describe("makeDirectory", () => {
  it("makes what is missing above it, and is content when all is there", async () => {
    const dir = path.join(await temporaryDirectory(), "a", "b");
    await Promise.all([makeDirectory(dir), makeDirectory(dir)]);
    await makeDirectory(dir);
    expect(await isDirectory(dir)).toBe(true);
  });

  it("says that a file is in the way", async () => {
    const file = path.join(await temporaryDirectory(), "file");
    writeFileSync(file, "");
    await expect(makeDirectory(path.join(file, "a"))).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(`could not write ${path.join(file, "a")}: EEXIST`),
    });
  });

  it.runIf(process.platform === "linux")("ends where a system says ENOENT below what is there", async () => {
    await expect(makeDirectory("/proc/chaindrill/a")).rejects.toMatchObject({ exitCode: 4 });
    await expect(writeAtomically("/proc/chaindrill/a", "")).rejects.toMatchObject({ exitCode: 4 });
  });
});

describe("removeTree", () => {
  it("finds nothing to remove below a file", async () => {
    const file = path.join(await temporaryDirectory(), "file");
    writeFileSync(file, "kept");
    await removeTree(path.join(file, "a"));
    expect(readTextNowIfThere(file)).toBe("kept");
  });
});

describe("listDirectory", () => {
  it("finds nothing in what is not there or is a file, and says what it may not read", async () => {
    const dir = await temporaryDirectory();
    const file = path.join(dir, "file");
    writeFileSync(file, "");
    expect(await listDirectory(path.join(dir, "nothing"))).toEqual([]);
    expect(await listDirectory(file)).toEqual([]);
    await expect(listDirectory(path.join(dir, "x".repeat(300)))).rejects.toMatchObject({ exitCode: 4 });
  });
});

describe("readTextNowIfThere", () => {
  it("knows nothing of what is not there, or is no file", async () => {
    const dir = await temporaryDirectory();
    expect(readTextNowIfThere(path.join(dir, "nothing"))).toBeUndefined();
    expect(readTextNowIfThere(dir)).toBeUndefined();
  });

  it("refuses a name that no file can have, as invalid input", async () => {
    const dir = await temporaryDirectory();
    expect(() => readTextNowIfThere(path.join(dir, "x".repeat(300)))).toThrow(/cannot be read: ENAMETOOLONG/);
  });
});
