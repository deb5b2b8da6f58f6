import { expect, it } from "vitest";
import { plannedAtOnce, podKill, sampleFault, selectNodes } from "../testing/sample-fault.ts";
import { clockShift, httpFault } from "../testing/sample-pod-faults.ts";
import { faultNeeds } from "./fault-needs.ts";

const signer = selectNodes("signer-0");

it.each([
  ["nothing", [], { clock: false, http: false }],
  ["nothing for what every node has", [podKill(signer)], { clock: false, http: false }],
  ["a clock that can be moved", [podKill(signer), clockShift(signer, 1000)], { clock: true, http: false }],
  ["a proxy before the RPC port", [httpFault(signer, { abort: true })], { clock: false, http: true }],
])("asks for %s", (_, actions, needs) => {
  expect(faultNeeds(actions.map((action) => plannedAtOnce(sampleFault(action))))).toEqual(needs);
});
