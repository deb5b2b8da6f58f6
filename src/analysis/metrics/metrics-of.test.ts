import { describe, expect, it } from "vitest";
import type { Recovery } from "../../model/result.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { emptyResult, sampleResult } from "../../testing/sample-result.ts";
import { analyze } from "../analyze.ts";
import { metricNamesOf } from "./metric-names.ts";
import { metricsOf } from "./metrics-of.ts";

const rich = sampleResult();
const find = (name: string, run = rich) => metricsOf(run).find((metric) => metric.name === name);

/** The sample with the service's recovery from the first fault changed. */
const recovering = (change: Partial<Recovery>, bit: "yes" | "no" = "yes") => ({
  ...rich,
  faults: rich.faults.map((fault, index) =>
    index > 0
      ? fault
      : {
          ...fault,
          bit,
          recoveries: fault.recoveries.map((one) => (one.subject === "service" ? { ...one, ...change } : one)),
        },
  ),
});

describe("metricsOf", () => {
  it("tells the loads, the canary and the faults, in this order", () => {
    expect(metricsOf(rich).map(({ name, value, count }) => `${name} ${value} of ${count}`)).toMatchInlineSnapshot(`
      [
        "load.transfers.inclusion.p50 620 of 480",
        "load.transfers.inclusion.p99 1480 of 480",
        "load.transfers.submit.p50 4 of 480",
        "load.transfers.submit.p99 21 of 480",
        "load.transfers.throughput 40 of 480",
        "load.transfers.bad 0.011971830985915493 of 5680",
        "load.reads.submit.p50 2 of 1200",
        "load.reads.submit.p99 11 of 1200",
        "load.reads.throughput 100 of 1200",
        "load.reads.bad 0.019014084507042252 of 14200",
        "canary.inclusion.p50 940 of 317",
        "rta.majority-outage.service 34600 of 1",
        "unavailable.majority-outage.service 31500 of 1",
        "rta.split.service 0 of 1",
        "unavailable.split.service 0 of 1",
      ]
    `);
  });

  it("tells nothing of a run that measured nothing", () => {
    expect(metricsOf(emptyResult())).toEqual([]);
  });

  it("keeps a metric that the run does not say, with the reason", () => {
    const [transfers] = rich.loads;
    const few = { count: 120, p50: 600, p90: null, p95: null, p99: null, p999: null, max: 700 };
    const loads = rich.loads.map((load) =>
      load === transfers && load.inclusion !== null
        ? { ...load, steady: null, inclusion: { ...load.inclusion, steady: few } }
        : load,
    );
    const run = { ...rich, loads };
    expect(find("load.transfers.inclusion.p99", run)).toMatchObject({
      value: null,
      why: "120 samples in the steady stretch, p99 needs 299",
    });
    expect(find("load.transfers.throughput", run)).toMatchObject({ value: null, why: "the run had no steady stretch" });
    expect(find("load.transfers.inclusion.p50", run)).toMatchObject({ value: 600, why: null });
  });

  it("counts what was dropped, rejected and unanswered as bad, of all that was offered", () => {
    expect(find("load.transfers.bad")?.value).toBeCloseTo((28 + 12 + 28) / 5680);
    expect(find("load.transfers.bad")).toMatchObject({ scale: "difference", unit: "share" });
  });

  it("gives a service that never noticed the fault a recovery time of 0", () => {
    expect(find("rta.split.service")).toMatchObject({ value: 0, censored: false, why: null });
  });

  it("gives what did not recover as a lower bound, censored", () => {
    const run = recovering({ kind: "censored", fromInjectionMs: 90_000 });
    expect(find("rta.majority-outage.service", run)).toMatchObject({ value: 90_000, censored: true });
  });

  it("says nothing of a recovery that cannot be dated, or of a fault that did not bite", () => {
    const unknown = recovering({ kind: "unknown", note: "nobody was looking" });
    expect(find("rta.majority-outage.service", unknown)).toMatchObject({ value: null, why: "nobody was looking" });
    const missed = recovering({}, "no");
    expect(find("rta.majority-outage.service", missed)).toMatchObject({
      value: null,
      censored: false,
      why: "the fault did not bite: no",
    });
    expect(find("unavailable.majority-outage.service", missed)?.value).toBeNull();
  });
});

it("metricNamesOf knows the metrics of a run before it is made", () => {
  const run = simulatedRun()
    .transfers({ name: "transfers", perSecond: 4 })
    .reads({ name: "reads", perSecond: 4 })
    .fault({ name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 5_000 })
    .until(40_000)
    .build();
  expect(metricNamesOf(run.plan)).toEqual(analyze(run).result.metrics.map(({ name }) => name));
});
