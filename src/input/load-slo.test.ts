import { describe, expect, it } from "vitest";
import { loadSlo } from "./load-slo.ts";

interface Parts {
  readonly good?: string;
  readonly total?: string;
  readonly method?: string;
  readonly objective?: string;
}

const slo = ({
  good = "load: reads",
  total = "load: reads",
  method = "Occurrences",
  objective = "target: 0.9",
}: Parts) => `
apiVersion: openslo/v1
kind: SLO
metadata: { name: test }
spec:
  service: chain
  indicator:
    spec:
      ratioMetric:
        counter: true
        good: { metricSource: { type: chaindrill, spec: { ${good} } } }
        total: { metricSource: { type: chaindrill, spec: { ${total} } } }
  timeWindow: [{ duration: 4w, isRolling: true }]
  budgetingMethod: ${method}
  objectives: [{ ${objective} }]
`;

const load = (parts: Parts) => {
  const loaded = loadSlo({ file: "s.yaml", readFile: () => slo(parts) });
  return loaded.ok
    ? { value: loaded.value, messages: loaded.warnings.map(({ message }) => message) }
    : { messages: loaded.problems.map(({ message }) => message) };
};

describe("loadSlo", () => {
  it("reads requests of a load, narrowed to a method and a latency", () => {
    const parts = { good: "load: reads, method: eth_call, latencyMsMax: 250", total: "load: reads, method: eth_call" };
    expect(load(parts).value).toEqual({
      name: "test",
      displayName: "test",
      source: { kind: "load", load: "reads", method: "eth_call" },
      latencyMsMax: 250,
      target: 0.9,
      budgeting: { kind: "occurrences" },
      periodMs: 28 * 86_400_000,
      file: "s.yaml",
    });
  });

  it("reads canaries, percentages and time slices", () => {
    const objective = "displayName: Slices, targetPercent: 95, timeSliceTarget: 0.9, timeSliceWindow: 5m";
    expect(load({ good: "canary: true", total: "canary: true", method: "Timeslices", objective }).value).toMatchObject({
      displayName: "Slices",
      source: { kind: "canary" },
      target: 0.95,
      budgeting: { kind: "timeslices", windowMs: 300_000, sliceTarget: 0.9 },
    });
  });

  it.each<[Parts, string]>([
    [{ objective: "target: 0" }, ""],
    [{ objective: "target: -0.1" }, "expected a target of at least 0 and below 1, found -0.1"],
    [{ objective: "target: 95" }, "expected a target of at least 0 and below 1, found 95"],
    [{ objective: "targetPercent: 100" }, "expected a target of at least 0 and below 100, found 100"],
    [{ objective: "displayName: none" }, "expected either target or targetPercent, found neither"],
    [{ total: "" }, 'expected either "load: <name>" or "canary: true", found neither'],
    [
      { good: "canary: true", total: "canary: true, load: x" },
      'expected either "load: <name>" or "canary: true", found both',
    ],
    [{ good: "load: writes" }, 'expected the same events in good as in total (load: "reads"), found "writes"'],
    [
      { objective: "target: 0.9, timeSliceTarget: 0.9" },
      "expected no timeSliceTarget with budgetingMethod Occurrences, found one: it is ignored",
    ],
    [
      { total: "load: reads, latencyMsMax: 5" },
      'expected no such key in spec.indicator.spec.ratioMetric.total.metricSource.spec, found "latencyMsMax"',
    ],
  ])("answers %j with: %s", (parts, message) => {
    expect(load(parts).messages).toEqual(message === "" ? [] : [message]);
  });
});
