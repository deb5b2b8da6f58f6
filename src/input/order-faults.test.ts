import { describe, expect, it } from "vitest";
import type { FaultStart } from "../model/plan.ts";
import { orderFaults } from "./order-faults.ts";

const timed = (name: string, atMs: number) => ({ name, start: { kind: "at", atMs } satisfies FaultStart });
const following = (name: string, fault: string) => ({ name, start: { kind: "after", fault } satisfies FaultStart });
const names = (faults: Parameters<typeof orderFaults>[0]) => orderFaults(faults).map(({ name }) => name);

describe("orderFaults", () => {
  it("puts those with a time in order of time, each followed by what comes after it", () => {
    expect(names([following("c", "b"), timed("late", 9), timed("a", 0), following("b", "a")])).toEqual([
      "a",
      "b",
      "c",
      "late",
    ]);
  });

  it("ends for a circle, which has no start", () => {
    expect(names([following("a", "b"), following("b", "a"), timed("c", 0)])).toEqual(["c"]);
  });
});
