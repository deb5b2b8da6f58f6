import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { appendText } from "./files.ts";
import { createTailedFile } from "./tail-file.ts";

describe("createTailedFile", () => {
  it("makes an empty file and reads on from where it was", async () => {
    const file = path.join(await temporaryDirectory(), "lines");
    await using tailed = await createTailedFile(file);
    const read = async () => (await tailed.read()).toString();
    expect(await read()).toBe("");
    await appendText(file, "one\ntw");
    expect(await read()).toBe("one\ntw");
    await appendText(file, "o\n");
    expect(await read()).toBe("o\n");
    expect(await read()).toBe("");
  });

  it("gives what is more than a piece in several", async () => {
    const file = path.join(await temporaryDirectory(), "lines");
    await using tailed = await createTailedFile(file);
    const text = "x".repeat(1_500_000);
    await appendText(file, text);
    const pieces = [await tailed.read(), await tailed.read(), await tailed.read()];
    expect(pieces.at(-1)?.length).toBe(0);
    expect(Buffer.concat(pieces).toString()).toBe(text);
  });
});
