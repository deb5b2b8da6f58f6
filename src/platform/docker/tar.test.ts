import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { writeAtomically } from "../files.ts";
import { tarHeader, tarOf } from "./tar.ts";

/** Reads an archive as a program that knows ustar would. */
function unpack(archive: Buffer) {
  const entries = [];
  for (let at = 0; archive[at] !== 0; ) {
    const text = (from: number, to: number) => archive.toString("utf8", at + from, at + to).replace(/[\0 ].*$/s, "");
    const size = Number.parseInt(text(124, 136), 8);
    const content = archive.toString("utf8", at + 512, at + 512 + size);
    entries.push({ name: text(0, 100), mode: text(100, 108), type: text(156, 157), format: text(257, 263), content });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}

describe("tarOf", () => {
  it("holds files and directories, in whole blocks", async () => {
    const dir = await temporaryDirectory();
    const long = "x".repeat(512);
    await writeAtomically(`${dir}/short`, "abc");
    await writeAtomically(`${dir}/long`, long);
    const pieces = [];
    const entries = [
      { path: "/usr/local/bin/geth", mode: 0o755, source: `${dir}/short` },
      { path: "/lib/long", mode: 0o755, source: `${dir}/long` },
      { path: "/tmp", mode: 0o1777, source: undefined },
    ];
    for await (const piece of tarOf(entries)) pieces.push(piece);
    const archive = Buffer.concat(pieces);
    expect(archive.length).toBe(512 * (2 + 2 + 1 + 2));
    expect(unpack(archive)).toEqual([
      { name: "usr/local/bin/geth", mode: "0000755", type: "0", format: "ustar", content: "abc" },
      { name: "lib/long", mode: "0000755", type: "0", format: "ustar", content: long },
      { name: "tmp", mode: "0001777", type: "5", format: "ustar", content: "" },
    ]);
  });
});

describe("tarHeader", () => {
  it("bears the sum of its bytes, its own place counted as blanks", () => {
    const header = tarHeader({ path: "/a", mode: 0o644, source: "/a", sizeBytes: 3 });
    const stated = Number.parseInt(header.toString("latin1", 148, 154), 8);
    header.fill(" ", 148, 156);
    expect(stated).toBe(header.reduce((sum, byte) => sum + byte, 0));
  });

  it("refuses a path that it cannot hold", () => {
    expect(() => tarHeader({ path: `/${"a".repeat(101)}`, mode: 0, source: undefined, sizeBytes: 0 })).toThrow("fits");
  });
});
