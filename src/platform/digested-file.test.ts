import { createHash } from "node:crypto";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { createDigestedFile, digestOfFile, readBytes, sampleFile } from "./digested-file.ts";
import { writeAtomically } from "./files.ts";

describe("createDigestedFile", () => {
  it("gives the digest of what is then in the file", async () => {
    const file = path.join(await temporaryDirectory(), "x");
    await using written = await createDigestedFile(file);
    await written.write(Buffer.from("one "));
    await written.write(Buffer.from("two"));
    const digest = await written.finish();
    expect((await readBytes(file)).toString()).toBe("one two");
    expect(digest).toBe(createHash("sha256").update("one two").digest("hex"));
    expect(await digestOfFile(file)).toBe(digest);
  });

  it("has no digest of a file that is not there", async () => {
    expect(await digestOfFile(path.join(await temporaryDirectory(), "x"))).toBeUndefined();
  });
});

describe("sampleFile", () => {
  const sampled = { pageBytes: 4, pages: 3 };
  const sampleOf = async (text: string) => {
    const file = path.join(await temporaryDirectory(), "x");
    await writeAtomically(file, text);
    return sampleFile(file, sampled);
  };

  it("covers all of a file that is no longer than the sample, down to nothing", async () => {
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    for (const text of ["", "abc", "abcdefghij", "abcdefghijkl"]) {
      expect(await sampleOf(text)).toEqual({ bytes: text.length, sample: sha256(text) });
    }
  });

  it("takes pages of a longer one, the first and the last among them, and its length", async () => {
    const whole = await sampleOf("aaaabbbbccccddddeeeefff");
    expect(whole?.bytes).toBe(23);
    const flipped = await Promise.all([
      sampleOf("aaaAbbbbccccddddeeeefff"),
      sampleOf("aaaabbbbccccDdddeeeefff"),
      sampleOf("aaaabbbbccccddddeeeeffF"),
      sampleOf("aaaabbbbccccddddeeeeff"),
    ]);
    for (const other of flipped) expect(other).not.toEqual(whole);
    // What lies between is taken on trust.
    expect(await sampleOf("aaaaBbbbccccddddeeeefff")).toEqual(whole);
  });

  it("has none of a file that is not there", async () => {
    expect(await sampleFile(path.join(await temporaryDirectory(), "x"), sampled)).toBeUndefined();
  });
});
