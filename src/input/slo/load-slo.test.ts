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

const indicator = (spec: string, objective = "target: 0.9") => `
apiVersion: openslo/v1
kind: SLO
metadata: { name: test }
spec:
  service: chain
  ${spec}
  timeWindow: [{ duration: 4w, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ ${objective} }]
`;

const measured = (measure: string, objective: string) =>
  indicator(
    `indicator: { spec: { thresholdMetric: { metricSource: { type: chaindrill, spec: { load: reads, measure: ${measure} } } } } }`,
    `${objective}, target: 0.9`,
  );

/** Files by name. */
const loadFrom = (files: Readonly<Record<string, string>>) => {
  const loaded = loadSlo({ file: "slo/s.yaml", readFile: (file) => files[file] });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded;
};

describe("thresholdMetric", () => {
  it.each([
    ["lte", { latencyMsMax: 500, budgeting: { kind: "occurrences" } }],
    ["lt", { latencyMsMax: 500, budgeting: { kind: "occurrences" }, exclusive: true }],
  ])("reads a latency and %s", (op, expected) => {
    const { value } = loadFrom({ "slo/s.yaml": measured("latencyMs", `op: ${op}, value: 500`) });
    expect(value).toMatchObject(expected);
    expect("exclusive" in value).toBe("exclusive" in expected);
  });

  it.each([
    ["gte", { latencyMsMax: undefined, budgeting: { kind: "seconds", goodMin: 40 } }],
    ["gt", { latencyMsMax: undefined, budgeting: { kind: "seconds", goodMin: 40 }, exclusive: true }],
  ])("reads a floor of throughput and %s", (op, expected) => {
    const { value } = loadFrom({ "slo/s.yaml": measured("okPerSecond", `op: ${op}, value: 40`) });
    expect(value).toMatchObject(expected);
    expect("exclusive" in value).toBe("exclusive" in expected);
  });
});

describe("bad beside total", () => {
  it("is the same as good, the other way round", () => {
    const source = (more: string) => `{ metricSource: { type: chaindrill, spec: { load: reads${more} } } }`;
    const ratio = (part: string) =>
      indicator(`indicator: { spec: { ratioMetric: { counter: true, ${part}, total: ${source("")} } } }`);
    const bad = loadFrom({ "slo/s.yaml": ratio(`bad: ${source(", latencyMsAbove: 250")}`) });
    const good = loadFrom({ "slo/s.yaml": ratio(`good: ${source(", latencyMsMax: 250")}`) });
    expect(bad.value).toEqual(good.value);
    expect(good.value.latencyMsMax).toBe(250);
  });
});

describe("what stands elsewhere", () => {
  const sli = `
apiVersion: openslo/v1
kind: SLI
metadata: { name: answered }
spec:
  ratioMetric:
    counter: true
    good: { metricSource: { type: chaindrill, spec: { canary: true } } }
    total: { metricSource: { type: chaindrill, spec: { canary: true } } }
`;
  const policy = `
apiVersion: openslo/v1
kind: AlertPolicy
metadata: { name: fast }
spec: { conditions: [{ conditionRef: fast-burn }] }
`;
  const condition = `
apiVersion: openslo/v1
kind: AlertCondition
metadata: { name: fast-burn }
spec:
  severity: page
  condition: { kind: burnrate, op: gte, threshold: 14.4, lookbackWindow: 1h, alertAfter: 5m }
`;
  const slo = `${indicator("indicatorRef: answered")}  alertPolicies: [{ alertPolicyRef: fast }]\n`;
  const alerts = [{ severity: "page", longMs: 3_600_000, shortMs: 3_600_000, factor: 14.4, holdMs: 300_000 }];

  it("is found in the same file", () => {
    const { value, warnings } = loadFrom({ "slo/s.yaml": [sli, policy, slo, condition].join("---") });
    expect(value).toMatchObject({ source: { kind: "canary" }, alerts });
    expect(warnings).toEqual([]);
  });

  it("is found in neighbours that are called after it", () => {
    const { value } = loadFrom({
      "slo/s.yaml": slo,
      "slo/answered.sli.yaml": sli,
      "slo/fast.alert-policy.yaml": policy,
      "slo/fast-burn.alert-condition.yaml": condition,
    });
    expect(value).toMatchObject({ source: { kind: "canary" }, alerts });
  });

  it("says what is wrong there, there", () => {
    const wrong = sli.replace("good: { metricSource: { type: chaindrill, spec: { canary: true } } }", "bad: 1");
    const files: Readonly<Record<string, string>> = { "slo/s.yaml": slo, "slo/answered.sli.yaml": wrong };
    const loaded = loadSlo({ file: "slo/s.yaml", readFile: (file) => files[file] });
    expect(loaded.ok ? [] : loaded.problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'slo/s.yaml: expected an AlertPolicy, found nothing called "fast"',
      "slo/answered.sli.yaml: expected a mapping, found 1 (a number)",
    ]);
  });
});
