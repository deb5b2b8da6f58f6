import { describe, expect, it } from "vitest";
import type { Direction } from "../../model/fault.ts";
import { type AddressSet, noAddresses } from "./address-set.ts";
import { droppedPairs, holds, outsidePlaces, type PodPair, type Sides, shapedPairs } from "./pod-pairs.ts";
import { type NetworkAction, rulesByPod } from "./pod-rules.ts";
import { delay50, networkAction, samplePod } from "./sample-rules.fake.ts";

function sidesOf(numbers: { sources?: number[]; targets?: number[]; others?: number[] }): Sides {
  const { sources = [1], targets = [], others = [] } = numbers;
  return { sources: sources.map(samplePod), targets: targets.map(samplePod), others: others.map(samplePod) };
}

const text = (pairs: readonly PodPair[]): string[] =>
  pairs.map(({ one, other, forth, back }) => `${one.id} ${back ? "<" : ""}-${forth ? ">" : ""} ${other.id}`);

function pairs(action: NetworkAction, sides: Sides, externals: AddressSet = noAddresses): string[] {
  const rules = rulesByPod({ action, externals, ...sides });
  return text(action.action === "partition" ? droppedPairs(rules, sides) : shapedPairs(rules, sides));
}

describe("a partition can be seen", () => {
  it.each([
    ["to", ["pod-1 -> pod-2", "pod-1 -> pod-3"]],
    ["from", ["pod-1 <- pod-2", "pod-1 <- pod-3"]],
    ["both", ["pod-1 <-> pod-2", "pod-1 <-> pod-3"]],
  ] satisfies [Direction, string[]][])("%s: between every source and every target", (direction, expected) => {
    expect(pairs(networkAction({ direction }), sidesOf({ targets: [2, 3], others: [4] }))).toEqual(expected);
  });
  it("without target: between each source and one other pod", () => {
    const action = networkAction({ direction: "both", target: false });
    expect(pairs(action, sidesOf({ sources: [1, 2], others: [3, 4] }))).toEqual(["pod-1 <-> pod-3", "pod-2 <-> pod-3"]);
    expect(pairs(action, sidesOf({ sources: [1, 2] }))).toEqual(["pod-1 <-> pod-2"]);
    expect(pairs(action, sidesOf({}))).toEqual([]);
  });
  it("not between a pod and itself", () => {
    expect(pairs(networkAction({ direction: "both" }), sidesOf({ targets: [1] }))).toEqual([]);
  });
  it("between a source and a pod that only the externals name", () => {
    const action = networkAction({ direction: "to", target: false, externalTargets: ["198.18.0.4/30"] });
    const externals = { networks: ["198.18.0.4/30"], ports: [] };
    expect(pairs(action, sidesOf({ others: [3, 5] }), externals)).toEqual(["pod-1 -> pod-5"]);
  });
});

describe("shaping can be seen", () => {
  const shape = delay50;
  it("to: from each source to one target, different ones where there are enough", () => {
    const action = networkAction({ shape, direction: "to" });
    expect(pairs(action, sidesOf({ sources: [1, 2], targets: [3, 4] }))).toEqual(["pod-1 -> pod-3", "pod-2 -> pod-4"]);
  });
  it("from: from each target to a source", () => {
    const action = networkAction({ shape, direction: "from" });
    expect(pairs(action, sidesOf({ targets: [2, 3] }))).toEqual(["pod-2 -> pod-1", "pod-3 -> pod-1"]);
  });
  it("both: a round trip meets it twice, and one look shows both pods", () => {
    expect(pairs(networkAction({ shape, direction: "both" }), sidesOf({ targets: [2] }))).toEqual(["pod-1 <-> pod-2"]);
  });
  it("without target: towards a pod that is not shaped, if there is one", () => {
    const action = networkAction({ shape, target: false });
    expect(pairs(action, sidesOf({ others: [2] }))).toEqual(["pod-1 -> pod-2"]);
  });
});

it("places outside are those that no pod has, with the ports that were named", () => {
  const action = networkAction({ direction: "to", target: false, externalTargets: ["given"] });
  const externals = { networks: ["198.18.0.2/32", "10.0.0.0/8"], ports: [{ network: "192.0.2.1/32", port: 443 }] };
  const sides = sidesOf({ others: [2] });
  const rules = rulesByPod({ action, externals, ...sides });
  expect(outsidePlaces(rules, { sources: sides.sources, pods: [...sides.sources, ...sides.others] })).toEqual([
    { network: "10.0.0.0/8", port: undefined },
    { network: "192.0.2.1/32", port: 443 },
  ]);
});

it.each([
  ["10.0.0.0/8", "10.255.0.1", true],
  ["10.0.0.0/8", "11.0.0.1", false],
  ["198.18.0.4/30", "198.18.0.7", true],
  ["198.18.0.4/30", "198.18.0.8", false],
  ["198.18.0.4/32", "198.18.0.5", false],
  ["128.0.0.0/1", "198.18.0.5", true],
])("%s holds %s: %s", (network, address, expected) => {
  expect(holds(network, address)).toBe(expected);
});
