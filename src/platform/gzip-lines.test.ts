import path from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { memberLength } from "../base/gzip-members.ts";
import { poll } from "../base/poll.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { readBytes } from "./digested-file.ts";
import { createGzipLines } from "./gzip-lines.ts";

/** As a reader of a file does whose writer was killed. */
const readable = async (file: string) =>
  gunzipSync(await readBytes(file), { finishFlush: constants.Z_SYNC_FLUSH }).toString();

describe("createGzipLines", () => {
  it("writes lines that any gzip reader reads, into a directory it makes", async () => {
    const file = path.join(await temporaryDirectory(), "load", "x.ndjson.gz");
    const lines = await createGzipLines({ file, clock: systemClock });
    lines.write("one");
    lines.write("two");
    await lines.close();
    await lines.close();
    expect(gunzipSync(await readBytes(file)).toString()).toBe("one\ntwo\n");
  });

  it("leaves a readable file while it is still open", async () => {
    const file = path.join(await temporaryDirectory(), "x.ndjson.gz");
    await using lines = await createGzipLines({ file, clock: systemClock, flushEveryMs: 5 });
    lines.write("one");
    const seen = { clock: systemClock, awaited: "the first line on disk", withinMs: 5000, everyMs: 5 };
    await poll(seen, async () => ((await readable(file)) === "one\n" ? { done: true } : { notYet: "nothing" }));
  });

  it("writes members that say how long they are, also of a line that fills several", async () => {
    const file = path.join(await temporaryDirectory(), "x.ndjson.gz");
    const long = "long".repeat(50_000);
    const lines = await createGzipLines({ file, clock: systemClock });
    for (const line of ["one", long, "two"]) lines.write(line);
    await lines.close();
    const bytes = await readBytes(file);
    let [at, members] = [0, 0];
    for (let length = memberLength(bytes, at); length !== undefined; length = memberLength(bytes, at)) {
      at += length;
      members += 1;
    }
    expect([at, members]).toEqual([bytes.length, 7]);
    expect(gunzipSync(bytes).toString()).toBe(`one\n${long}\ntwo\n`);
  });

  it("says when its queue is full, and when there is room again", async () => {
    const file = path.join(await temporaryDirectory(), "x.ndjson.gz");
    await using lines = await createGzipLines({ file, clock: systemClock, queueBytes: 64 });
    expect(lines.write("short")).toBe(true);
    expect(lines.write("x".repeat(100))).toBe(false);
    await lines.drained();
    expect(lines.write("short")).toBe(true);
  });

  it("fails, rather than hang, when the file cannot be written", async () => {
    const dir = await temporaryDirectory();
    const lines = await createGzipLines({ file: dir, clock: systemClock, queueBytes: 8 });
    lines.write("more than the queue holds");
    await expect(lines.close()).rejects.toThrow(/EISDIR/);
  });
});
