import { describe, expect, it } from "vitest";
import { sampleCapacity } from "../../testing/sample-capacity.ts";
import { refuseOther } from "./resume-search.ts";

const subject = { plan: "capacity", cluster: "anvil-1", backend: "process", load: "transfers" };

describe("refuseOther", () => {
  it("takes up a search of the same thing", () => {
    expect(() => refuseOther(sampleCapacity(), subject)).not.toThrow();
  });

  it.each([
    ["plan", "reads"],
    ["cluster", "clique-5"],
    ["backend", "docker"],
    ["load", "reads"],
  ])("refuses one with another %s", (part, value) => {
    const has = sampleCapacity()[part as keyof typeof subject];
    const message = `the search to resume has ${part} ${has}, this one ${value}`;
    expect(() => refuseOther(sampleCapacity(), { ...subject, [part]: value })).toThrow(message);
  });
});
