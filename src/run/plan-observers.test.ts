import { expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import type { FaultAction, Selection } from "../model/fault.ts";
import type { Plan } from "../model/plan.ts";
import {
  partition,
  plannedAtOnce,
  podFailure,
  sampleFault,
  sampleSelector,
  selectNodes,
} from "../testing/sample-fault.ts";
import { samplePlan } from "../testing/sample-plan.ts";
import { planObservers } from "./plan-observers.ts";

it("are the nodes that no fault hits; canaries go through two of them, the RPC node first", () => {
  const { plan, observers } = planObservers(planWith([podFailure(selectNodes("signer-1"))]));
  expect(observers).toEqual(["signer-0", "signer-2", "rpc-0"]);
  expect(plan.canary.through).toEqual(["rpc-0", "signer-0"]);
});

it("count those that the seed chooses, not all that a selector matches", () => {
  const anySigner: Selection = {
    selector: sampleSelector({ labelSelectors: { "chaindrill/role": "signer" } }),
    mode: "one",
    value: undefined,
  };
  const observersOf = (seed: number) => planObservers({ ...planWith([podFailure(anySigner)]), seed }).observers;
  expect(observersOf(1)).toHaveLength(3);
  expect(observersOf(1)).toEqual(observersOf(1));
  const hit = new Set(Array.from({ length: 20 }, (_, seed) => observersOf(seed).join()));
  expect(hit.size).toBe(3);
});

it("include the far side of a partition, which its author left whole", () => {
  const split = partition({ from: selectNodes("signer-2"), to: selectNodes("signer-0", "signer-1", "rpc-0") });
  expect(planObservers(planWith([split])).observers).toEqual(["signer-0", "signer-1", "rpc-0"]);
});

it("are all nodes when none is spared; then one entrance is as good as another", () => {
  const everybody = podFailure(selectNodes("signer-0", "signer-1", "signer-2", "rpc-0"));
  const { plan, observers } = planObservers(planWith([everybody]));
  expect(observers).toHaveLength(4);
  expect(plan.canary.through).toEqual(["rpc-0"]);
});

it("leave the entrances alone that a plan names", () => {
  const named = planWith([]);
  const through = [nodeId("signer-2")];
  expect(planObservers({ ...named, canary: { ...named.canary, through } }).plan.canary.through).toEqual(through);
});

/** Three signers and an RPC node; entrances not chosen yet. */
function planWith(actions: readonly FaultAction[]): Plan {
  const plan = samplePlan();
  const faults = actions.map((action) => plannedAtOnce(sampleFault(action)));
  return { ...plan, faults, canary: { ...plan.canary, through: [] } };
}
