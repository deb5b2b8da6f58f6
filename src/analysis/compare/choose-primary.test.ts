import { describe, expect, it } from "vitest";
import { choosePrimary, idleGlobs } from "./choose-primary.ts";

const load = (name: string, kinds: readonly string[]) => kinds.map((kind) => `load.${name}.${kind}`);
const transfers = load("transfers", [
  "inclusion.p50",
  "inclusion.p99",
  "submit.p50",
  "submit.p99",
  "throughput",
  "bad",
]);
const reads = load("reads", ["submit.p50", "submit.p99", "throughput", "bad"]);
const faults = ["outage", "split"].flatMap((fault) => [`rta.${fault}.service`, `unavailable.${fault}.service`]);

describe("choosePrimary", () => {
  it("puts inclusion and recovery of a drill before anything else, and stops at five", () => {
    expect(choosePrimary({ names: [...transfers, ...reads, ...faults], globs: [] })).toEqual([
      "load.transfers.inclusion.p50",
      "rta.outage.service",
      "rta.split.service",
      "load.transfers.inclusion.p99",
      "load.transfers.bad",
    ]);
  });

  it("judges a plan of reads by what became of them and by their submit latency", () => {
    expect(choosePrimary({ names: reads, globs: [] })).toEqual([
      "load.reads.bad",
      "load.reads.throughput",
      "load.reads.submit.p50",
      "load.reads.submit.p99",
    ]);
  });

  it("takes every metric that the user names, in the order of the runs, also more than five", () => {
    const names = [...transfers, ...reads];
    expect(choosePrimary({ names, globs: ["load.reads.*", "load.*.p50"] })).toEqual([
      "load.transfers.inclusion.p50",
      "load.transfers.submit.p50",
      ...reads,
    ]);
  });
});

it("idleGlobs tells which globs name nothing", () => {
  expect(idleGlobs({ names: reads, globs: ["load.*.bad", "load.*.inclusion.p50"] })).toEqual(["load.*.inclusion.p50"]);
});
