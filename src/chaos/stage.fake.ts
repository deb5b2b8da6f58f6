import { eventBodySchema } from "../model/event.ts";
import type { FaultAction, FaultDriver, FaultSpec } from "../model/fault.ts";
import type { PlanLimits } from "../model/plan.ts";
import type { ClusterDefect } from "../testing/fake-cluster.ts";
import { plannedAtOnce, sampleFault } from "../testing/sample-fault.ts";
import { openFakeBench } from "./drivers/bench.fake.ts";
import { ImpairmentRegistry } from "./impairment.ts";
import { runFault } from "./run-fault.ts";

const limits: PlanLimits = { maxTargets: 3, keepHealthy: { role: "signer", atLeast: 2 }, maxDurationMs: 60_000 };

/** A cluster in memory, and what running a fault on it takes; disposing checks that its events fit the journal. */
export function openStage(...defects: ClusterDefect[]) {
  const bench = openFakeBench({ defects });
  const { cluster, scope, facts } = bench;
  const impaired = new ImpairmentRegistry();
  const aborting = new AbortController();
  return {
    ...bench,
    impaired,
    aborting,
    start(action: FaultAction, parts: Partial<FaultSpec> & { driver?: FaultDriver; called?: string } = {}) {
      const { driver = bench.driver, called = "drill", ...spec } = parts;
      const planned = plannedAtOnce(sampleFault(action, spec), called);
      const abort = aborting.signal;
      return runFault({ planned, cluster, driver, facts, limits, impaired, seed: 1, scope, abort });
    },
    /** Type, and when it was asked for and seen. */
    story: () =>
      scope.emitted.map((event) =>
        event.type === "fault.active" || event.type === "fault.reverted"
          ? `${event.type} asked ${event.askedAtMs} seen ${event.evidence.seen} ${event.evidence.atMs}${"how" in event ? ` by ${event.how}` : ""}`
          : event.type === "fault.refused"
            ? `fault.refused ${event.why}`
            : event.type,
      ),
    [Symbol.asyncDispose]: async () => {
      for (const { seq: _, atMs: __, wallMs: ___, source: ____, ...body } of scope.emitted) eventBodySchema.parse(body);
      await bench[Symbol.asyncDispose]();
    },
  };
}
