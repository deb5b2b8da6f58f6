import { describe, expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import { sampleSelector } from "../testing/sample-fault.ts";
import type { PodSelector } from "./fault.ts";
import { matchesSelector, type SelectorCandidate, selectorCandidate, unanswerableParts } from "./match-selector.ts";

const signer: SelectorCandidate = {
  namespace: "chain",
  name: "signer-3",
  labels: { "chaindrill/role": "signer", "chaindrill/index": "3" },
  annotations: { zone: "a" },
  phase: "Running",
};

const matches = (part: Partial<PodSelector>) => matchesSelector(sampleSelector(part), signer);

describe("matchesSelector", () => {
  it.each<[boolean, string, Partial<PodSelector>]>([
    [true, "nothing but the namespace", {}],
    [false, "another namespace", { namespaces: ["other"] }],
    [false, "no namespace at all", { namespaces: [] }],
    [true, "an equal label", { labelSelectors: { "chaindrill/role": "signer" } }],
    [false, "one of two labels", { labelSelectors: { "chaindrill/role": "signer", "chaindrill/index": "4" } }],
    [false, "a name that every object inherits", { labelSelectors: { constructor: "Object" } }],
    [true, "an equal annotation", { annotationSelectors: { zone: "a" } }],
    [false, "another annotation", { annotationSelectors: { zone: "b" } }],
    [true, "its name as a field", { fieldSelectors: { "metadata.name": "signer-3" } }],
    [false, "another phase as a field", { fieldSelectors: { "status.phase": "Failed" } }],
    [true, "its phase among others", { podPhaseSelectors: ["Pending", "Running"] }],
    [false, "only other phases", { podPhaseSelectors: ["Pending", "Failed"] }],
    [false, "its phase excluded", { podPhaseSelectors: ["!Running"] }],
    [true, "another phase excluded", { podPhaseSelectors: ["!Failed"] }],
    [false, "its phase wanted and excluded", { podPhaseSelectors: ["Running", "!Running"] }],
  ])("answers %s for %s", (expected, _, part) => {
    expect(matches(part)).toBe(expected);
  });

  it.each([
    ["In", "chaindrill/index", ["3", "4"], true],
    ["In", "chaindrill/index", ["4"], false],
    ["In", "missing", ["3"], false],
    ["NotIn", "chaindrill/index", ["3"], false],
    ["NotIn", "chaindrill/index", ["4"], true],
    ["NotIn", "missing", ["3"], true],
    ["Exists", "chaindrill/index", [], true],
    ["Exists", "missing", [], false],
    ["DoesNotExist", "chaindrill/index", [], false],
    ["DoesNotExist", "missing", [], true],
  ] as const)("takes %s of %s with %j as Kubernetes does", (operator, key, values, expected) => {
    expect(matches({ expressionSelectors: [{ key, operator, values }] })).toBe(expected);
  });

  it("lets pods override everything else", () => {
    const contrary = { labelSelectors: { "chaindrill/role": "rpc" }, namespaces: ["other"] };
    expect(matches({ ...contrary, pods: { chain: ["signer-3"] } })).toBe(true);
    expect(matches({ pods: { chain: ["signer-4"] } })).toBe(false);
    expect(matches({ pods: { other: ["signer-3"] } })).toBe(false);
  });

  it("names the parts that only a scheduler could answer, and refuses to guess", () => {
    const selector = sampleSelector({ nodes: ["worker"], fieldSelectors: { "status.podIP": "10.0.0.1" } });
    expect(unanswerableParts(selector)).toEqual(["nodes", "fieldSelectors.status.podIP"]);
    expect(() => matchesSelector(selector, signer)).toThrow("got past the loader");
  });

  it("sees a node of a cluster file as a running pod of its own name", () => {
    const { namespace, labels, annotations } = signer;
    const node = { id: nodeId("signer-3"), index: 3, role: "signer", client: "geth", container: "geth" } as const;
    expect(selectorCandidate({ ...node, namespace, labels, annotations })).toEqual(signer);
  });
});
