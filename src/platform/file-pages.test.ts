import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { createPageReader, readRange } from "./file-pages.ts";
import { writeAtomically } from "./files.ts";

async function fileWith(text: string): Promise<string> {
  const file = path.join(await temporaryDirectory(), "x");
  await writeAtomically(file, text);
  return file;
}

describe("readRange", () => {
  it("reads from one position to another, and no further than the end", async () => {
    const file = await fileWith("0123456789");
    expect(`${await readRange(file, { from: 2, to: 5 })}`).toBe("234");
    expect(`${await readRange(file, { from: 8, to: 50 })}`).toBe("89");
    expect(`${await readRange(file, { from: 50, to: 60 })}`).toBe("");
  });
});

describe("createPageReader", () => {
  it("reads pages in any order, the last one shorter", async () => {
    const reader = createPageReader({ file: await fileWith("aabbc"), pageBytes: 2, pagesMax: 9 });
    expect([2, 0, 1, 0].map((index) => `${reader.page(index)}`)).toEqual(["c", "aa", "bb", "aa"]);
  });

  it("keeps the pages that were used last, and reads again what it let go of", async () => {
    const file = await fileWith("aabbcc");
    const reader = createPageReader({ file, pageBytes: 2, pagesMax: 2 });
    for (const index of [0, 1, 0, 2]) reader.page(index);
    await writeAtomically(file, "AABBCC");
    // 1 was let go of for 2; 0 had been used since.
    expect([0, 2, 1].map((index) => `${reader.page(index)}`)).toEqual(["aa", "cc", "BB"]);
  });
});
