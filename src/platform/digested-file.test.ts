import { createHash } from "node:crypto";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { createDigestedFile, digestOfFile, readBytes } from "./digested-file.ts";

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
