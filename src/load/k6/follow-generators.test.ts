import { describe, expect, it } from "vitest";
import { followGenerators } from "./follow-generators.ts";
import type { GeneratorLine } from "./read-lines.ts";

const line = (place: number): GeneratorLine => ({ kind: "nothing", place });

/** A generator that gives one reading after the other and is gone when it comes to "gone". */
function generator(readings: readonly ("gone" | readonly GeneratorLine[])[]) {
  const left = [...readings];
  const { promise: exited, resolve } = Promise.withResolvers<void>();
  const read = async () => {
    const reading = left.shift() ?? [];
    if (reading !== "gone") return reading;
    resolve();
    return [];
  };
  return { exited, read };
}

async function follow(generators: readonly ReturnType<typeof generator>[]): Promise<string[]> {
  const told: string[] = [];
  const takes = (what: string) => {
    told.push(what);
    return what !== "1: nothing 3";
  };
  await followGenerators({
    generators,
    recorder: {
      take: (lines, index) => takes(`${index}: ${lines.map((each) => `nothing ${"place" in each && each.place}`)}`),
      idle: (nowMs) => takes(`idle at ${nowMs}`),
    },
    lines: { drained: async () => void told.push("drained") },
    clock: {
      nowMs: () => 0,
      wallMs: () => 0,
      sleep: async () => void told.push("slept"),
      every: () => ({ [Symbol.dispose]() {} }),
      after: () => ({ [Symbol.dispose]() {} }),
    },
    sinceStartMs: () => 7,
  });
  return told;
}

describe("followGenerators", () => {
  it("reads all of them in turn, waits for the disk, and goes on until the last is gone and read to its end", async () => {
    const first = generator([[line(1)], [], "gone", [line(4)], [], []]);
    const second = generator([[], [line(3)], "gone", [line(5)], [line(6)], []]);
    const told = await follow([first, second]);
    expect(told.filter((each) => each !== "slept")).toEqual([
      "0: nothing 1",
      "1: nothing 3",
      "drained",
      "idle at 7",
      "0: nothing 4",
      "1: nothing 5",
      "1: nothing 6",
    ]);
  });
});
