import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import { seededRandom } from "../base/random.ts";
import type { Selection, SelectorMode } from "../model/fault.ts";
import { fakeClusterSpec } from "../testing/fake-cluster.ts";
import { sampleSelector, selectNodes } from "../testing/sample-fault.ts";
import { selectTargets } from "./select-targets.ts";

const nodesOf = (count: number) => fakeClusterSpec({ signers: count, rpcNodes: 0 }).nodes;
const running = new Map();

function selection(mode: SelectorMode, value?: number): Selection {
  return { selector: sampleSelector(), mode, value: value === undefined ? undefined : String(value) };
}

function chosen(options: { selection: Selection; count: number; seed?: number }): string[] {
  const random = seededRandom(options.seed ?? 1);
  return selectTargets({ selection: options.selection, nodes: nodesOf(options.count), phases: running, random });
}

const anySelection = fc.oneof(
  fc.constantFrom(selection("one"), selection("all")),
  fc.integer({ min: 1, max: 20 }).map((value) => selection("fixed", value)),
  fc.integer({ min: 1, max: 100 }).map((value) => selection("fixed-percent", value)),
  fc.integer({ min: 1, max: 100 }).map((value) => selection("random-max-percent", value)),
);
const anySeed = fc.integer({ min: 0, max: 1_000_000 });
const anyCount = fc.integer({ min: 0, max: 12 });

describe("selectTargets", () => {
  it.each<[SelectorMode, number | undefined, number, number]>([
    ["one", undefined, 5, 1],
    ["one", undefined, 0, 0],
    ["all", undefined, 5, 5],
    ["fixed", 2, 5, 2],
    ["fixed", 7, 5, 5],
    ["fixed-percent", 1, 5, 1],
    ["fixed-percent", 40, 5, 2],
    ["fixed-percent", 41, 5, 3],
    ["fixed-percent", 50, 5, 3],
    ["fixed-percent", 100, 5, 5],
    ["fixed-percent", 50, 0, 0],
  ])("mode %s with value %s takes of %i nodes %i", (mode, value, count, expected) => {
    expect(chosen({ selection: selection(mode, value), count })).toHaveLength(expected);
  });

  it("random-max-percent takes any number from none to the rounded-up maximum", () => {
    const seeds = Array.from({ length: 300 }, (_, seed) => seed);
    const counts = seeds.map(
      (seed) => chosen({ selection: selection("random-max-percent", 50), count: 5, seed }).length,
    );
    expect([...new Set(counts)].sort()).toEqual([0, 1, 2, 3]);
  });

  it("random-max-percent may draw the maximum itself", () => {
    const seeds = Array.from({ length: 50 }, (_, seed) => seed);
    const counts = seeds.map(
      (seed) => chosen({ selection: selection("random-max-percent", 1), count: 5, seed }).length,
    );
    expect([...new Set(counts)].sort()).toEqual([0, 1]);
  });

  it("chooses the same targets from the same seed, in whatever order the nodes come", () => {
    fc.assert(
      fc.property(anySelection, anyCount, anySeed, fc.infiniteStream(fc.nat()), (wanted, count, seed, numbers) => {
        const shuffled = nodesOf(count)
          .map((node) => ({ node, rank: numbers.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ node }) => node);
        const random = seededRandom(seed);
        const again = selectTargets({ selection: wanted, nodes: shuffled, phases: running, random });
        expect(again).toEqual(chosen({ selection: wanted, count, seed }));
      }),
    );
  });

  it("chooses only nodes that exist, none twice, in order of id", () => {
    fc.assert(
      fc.property(anySelection, anyCount, anySeed, (wanted, count, seed) => {
        const ids = chosen({ selection: wanted, count, seed });
        const all: string[] = nodesOf(count).map((node) => node.id);
        expect(ids.every((id) => all.includes(id))).toBe(true);
        expect(ids).toEqual([...new Set(ids)].sort());
      }),
    );
  });

  it("lets each node be the one, over many seeds", () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    expect(new Set(seeds.flatMap((seed) => chosen({ selection: selection("one"), count: 5, seed }))).size).toBe(5);
  });

  it("takes the named pods only, and skips those that do not exist", () => {
    expect(chosen({ selection: selectNodes("signer-3", "signer-9", "signer-1"), count: 5 })).toEqual([
      "signer-1",
      "signer-3",
    ]);
  });

  it("counts percentages of the nodes whose phase matches", () => {
    const random = seededRandom(1);
    const wanted: Selection = {
      selector: sampleSelector({ podPhaseSelectors: ["Running"] }),
      mode: "fixed-percent",
      value: "100",
    };
    const phases = new Map([[nodeId("signer-0"), "Failed"]]);
    expect(selectTargets({ selection: wanted, nodes: nodesOf(3), phases, random })).toEqual(["signer-1", "signer-2"]);
  });

  it.each([undefined, "0", "-1", "1.5", "two", ""])("does not accept the value %j", (value) => {
    const wanted: Selection = { ...selection("fixed"), value };
    expect(() => chosen({ selection: wanted, count: 5 })).toThrow("got past the loader");
  });

  it("does not accept more than 100 percent", () => {
    expect(() => chosen({ selection: selection("fixed-percent", 101), count: 5 })).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: mode fixed-percent with value 101 got past the loader]`,
    );
  });
});
