import { describe, expect, it } from "vitest";
import { orderFaults } from "./order-faults.ts";

const names = (faults: Parameters<typeof orderFaults>[0]) => orderFaults(faults).map(({ name }) => name);

describe("orderFaults", () => {
  it("puts those with a time in order of time, each followed by what comes after it", () => {
    const faults = [
      { name: "c", after: "b" },
      { name: "late", at: 9 },
      { name: "a", at: 0 },
      { name: "b", after: "a" },
    ];
    expect(names(faults)).toEqual(["a", "b", "c", "late"]);
  });

  it("ends for a circle, which has no start", () => {
    const circle = [
      { name: "a", after: "b" },
      { name: "b", after: "a" },
    ];
    expect(names([...circle, { name: "c", at: 0 }])).toEqual(["c"]);
  });
});
