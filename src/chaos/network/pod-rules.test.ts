import { describe, expect, it } from "vitest";
import type { AddressSet } from "./address-set.ts";
import { noAddresses } from "./address-set.ts";
import { type NetworkAction, type Packets, rulesByPod } from "./pod-rules.ts";
import { delay50, networkAction, samplePod } from "./sample-rules.fake.ts";

const outside: AddressSet = {
  networks: ["10.0.0.0/8"],
  ports: [{ network: "192.0.2.1/32", port: 443 }],
};

function text(packets: Packets | undefined): string {
  if (packets === undefined) return "-";
  if (packets.kind === "all") return "everything";
  const { networks, ports } = packets.others;
  return [...networks, ...ports.map(({ network, port }) => `${network}:${port}`)].join(" ");
}

/** One line per pod and rule: `pod-1 out 198.18.0.2/32`. */
function table(
  action: NetworkAction,
  options: { sources?: number[]; targets?: number[]; externals?: AddressSet } = {},
): string[] {
  const { sources = [1], targets = action.target === undefined ? [] : [2] } = options;
  const rules = rulesByPod({
    action,
    sources: sources.map(samplePod),
    targets: targets.map(samplePod),
    externals: options.externals ?? noAddresses,
  });
  return [...rules].flatMap(([id, given]) =>
    (["dropIn", "dropOut", "shaped"] as const).flatMap((key) => {
      const rule = given[key];
      if (rule === undefined) return [];
      return [`${id} ${key} ${text("packets" in rule ? rule.packets : rule)}`];
    }),
  );
}

describe("a partition", () => {
  it("to: drops at the sender and at the receiver", () => {
    expect(table(networkAction({ direction: "to" }))).toEqual([
      "pod-1 dropOut 198.18.0.2/32",
      "pod-2 dropIn 198.18.0.1/32",
    ]);
  });
  it("from: is the same the other way round", () => {
    expect(table(networkAction({ direction: "from" }))).toEqual([
      "pod-1 dropIn 198.18.0.2/32",
      "pod-2 dropOut 198.18.0.1/32",
    ]);
  });
  it("both: drops in both directions at both ends, between all of one side and all of the other", () => {
    expect(table(networkAction({ direction: "both" }), { sources: [1, 3], targets: [2, 4] })).toEqual([
      "pod-1 dropIn 198.18.0.2/32 198.18.0.4/32",
      "pod-1 dropOut 198.18.0.2/32 198.18.0.4/32",
      "pod-3 dropIn 198.18.0.2/32 198.18.0.4/32",
      "pod-3 dropOut 198.18.0.2/32 198.18.0.4/32",
      "pod-2 dropIn 198.18.0.1/32 198.18.0.3/32",
      "pod-2 dropOut 198.18.0.1/32 198.18.0.3/32",
      "pod-4 dropIn 198.18.0.1/32 198.18.0.3/32",
      "pod-4 dropOut 198.18.0.1/32 198.18.0.3/32",
    ]);
  });
  it.each([
    ["to", ["pod-1 dropOut everything"]],
    ["from", ["pod-1 dropIn everything"]],
    ["both", ["pod-1 dropIn everything", "pod-1 dropOut everything"]],
  ] as const)("%s, without target and externals: drops everything of the sources", (direction, expected) => {
    expect(table(networkAction({ direction, target: false }))).toEqual(expected);
  });
  it("with externals alone concerns only the sources, and only those addresses", () => {
    const action = networkAction({ direction: "both", target: false, externalTargets: ["given"] });
    expect(table(action, { externals: outside })).toEqual([
      "pod-1 dropIn 10.0.0.0/8 192.0.2.1/32:443",
      "pod-1 dropOut 10.0.0.0/8 192.0.2.1/32:443",
    ]);
  });
  it("with externals and a target cuts both sides off from the externals", () => {
    const action = networkAction({ direction: "to", externalTargets: ["given"] });
    expect(table(action, { externals: outside })).toEqual([
      "pod-1 dropOut 198.18.0.2/32 10.0.0.0/8 192.0.2.1/32:443",
      "pod-2 dropIn 198.18.0.1/32 10.0.0.0/8 192.0.2.1/32:443",
    ]);
  });
  it("of a pod on both sides has the rules of both", () => {
    expect(table(networkAction({ direction: "to" }), { sources: [1, 2], targets: [2] })).toEqual([
      "pod-1 dropOut 198.18.0.2/32",
      "pod-2 dropIn 198.18.0.1/32 198.18.0.2/32",
      "pod-2 dropOut 198.18.0.2/32",
    ]);
  });
});

describe("shaping", () => {
  const shape = delay50;

  it("to: happens where the sources send to the targets", () => {
    expect(table(networkAction({ shape, direction: "to" }))).toEqual(["pod-1 shaped 198.18.0.2/32"]);
  });
  it("from: happens where the targets send to the sources", () => {
    expect(table(networkAction({ shape, direction: "from" }))).toEqual(["pod-2 shaped 198.18.0.1/32"]);
  });
  it("both: happens at both", () => {
    expect(table(networkAction({ shape, direction: "both" }))).toEqual([
      "pod-1 shaped 198.18.0.2/32",
      "pod-2 shaped 198.18.0.1/32",
    ]);
  });
  it("without target: concerns everything that the sources send", () => {
    expect(table(networkAction({ shape, target: false }))).toEqual(["pod-1 shaped everything"]);
  });
  it("with externals: concerns what the sources send there", () => {
    const action = networkAction({ shape, target: false, externalTargets: ["given"] });
    expect(table(action, { externals: outside })).toEqual(["pod-1 shaped 10.0.0.0/8 192.0.2.1/32:443"]);
  });
});
