import type { Plan } from "../../model/plan.ts";

/** The names that the metrics of a run of this plan will have: what a design can be checked against before any run. */
export function metricNamesOf(plan: Pick<Plan, "loads" | "canary" | "faults">): string[] {
  return [
    ...plan.loads.flatMap(({ name, corpus }) => [
      ...(corpus === "none" ? [] : [`load.${name}.inclusion.p50`, `load.${name}.inclusion.p99`]),
      `load.${name}.submit.p50`,
      `load.${name}.submit.p99`,
      `load.${name}.throughput`,
      `load.${name}.bad`,
    ]),
    ...(plan.canary.perSecond > 0 ? ["canary.inclusion.p50"] : []),
    ...plan.faults.flatMap(({ name }) => [`rta.${name}.service`, `unavailable.${name}.service`]),
  ];
}
