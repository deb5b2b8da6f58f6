import { expect, it } from "vitest";
import { ManualClock } from "../../../testing/manual-clock.ts";
import { DelayLine } from "./delay-line.ts";

function openLine(delays: number[]) {
  const clock = new ManualClock();
  const left: string[] = [];
  const line = new DelayLine({
    nowMs: () => clock.nowMs(),
    after: (ms, then) => clock.after(ms, then),
    leavesAtMs: () => clock.nowMs() + (delays.shift() ?? 0),
    onLeave: (chunk) => left.push(chunk.toString()),
  });
  return { clock, left, line };
}

it("lets a chunk go when its time has come, and counts what is under way", async () => {
  const { clock, left, line } = openLine([50]);
  line.push(Buffer.from("hello"));
  expect([left, line.bytes]).toEqual([[], 5]);
  await clock.advance(50);
  expect([left, line.bytes]).toEqual([["hello"], 0]);
});

it("keeps the order, however the delays are drawn", async () => {
  const { clock, left, line } = openLine([50, 10, 0]);
  for (const text of ["one", "two", "three"]) line.push(Buffer.from(text));
  await clock.advance(49);
  expect(left).toEqual([]);
  await clock.advance(1);
  expect(left).toEqual(["one", "two", "three"]);
});

it("holds the end back like everything else", async () => {
  const { clock, left, line } = openLine([10, 50]);
  line.push(Buffer.from("last"));
  line.pushEnd(() => left.push("end"));
  await clock.advance(49);
  expect(left).toEqual(["last"]);
  await clock.advance(1);
  expect(left).toEqual(["last", "end"]);
});

it("lets all go at once when the shape is taken away, and forgets it when the connection is gone", async () => {
  const { clock, left, line } = openLine([50, 50]);
  line.push(Buffer.from("one"));
  line.flush();
  expect(left).toEqual(["one"]);
  line.push(Buffer.from("two"));
  line.drop();
  await clock.advance(100);
  expect([left, line.bytes, clock.pending]).toEqual([["one"], 0, 0]);
});
