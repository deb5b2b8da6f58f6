import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { openLiveTerminal } from "./live-terminal.ts";

const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";

function openTest() {
  const written: string[] = [];
  const stream = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    }),
    { columns: 40, rows: 10 },
  );
  const clock = new ManualClock();
  let draws = 0;
  const terminal = openLiveTerminal({
    stream,
    clock,
    draw: ({ columns, rows }) => `screen ${++draws} of ${columns}x${rows}`,
  });
  return { written, clock, terminal, draws: () => draws };
}

describe("openLiveTerminal", () => {
  it("paints at once and then four times a second", async () => {
    const { clock, draws, written, terminal } = openTest();
    expect(draws()).toBe(1);
    expect(written.join("")).toContain("screen 1 of 40x10");
    await clock.advance(1_000);
    expect(draws()).toBe(5);
    terminal[Symbol.dispose]();
  });

  it("hides the cursor, and shows it again when disposed, once", () => {
    const { written, terminal } = openTest();
    expect(written[0]).toBe(hideCursor);
    expect(written).not.toContain(showCursor);
    terminal[Symbol.dispose]();
    terminal[Symbol.dispose]();
    expect(written.filter((text) => text === showCursor)).toHaveLength(1);
    expect(written.at(-1)).toBe(showCursor);
  });

  it("leaves no timer and no exit hook behind", () => {
    const before = process.listenerCount("exit");
    const { clock, terminal } = openTest();
    expect(process.listenerCount("exit")).toBe(before + 1);
    terminal[Symbol.dispose]();
    expect(process.listenerCount("exit")).toBe(before);
    expect(clock.pending).toBe(0);
  });

  it("writes what stays above the screen and paints it again", () => {
    const { written, draws, terminal } = openTest();
    terminal.say("k6 is ready");
    expect(written.join("")).toMatch(/k6 is ready\n[\s\S]*screen 2/);
    expect(draws()).toBe(2);
    terminal[Symbol.dispose]();
  });
});
