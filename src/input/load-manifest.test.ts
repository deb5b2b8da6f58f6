import { describe, expect, it } from "vitest";
import { loadManifest } from "./load-manifest.ts";

const load = (text: string) => loadManifest({ file: "m.yaml", readFile: () => text });

const faultsOf = (text: string) => {
  const loaded = load(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.value;
};

const messagesOf = (text: string) => {
  const loaded = load(text);
  return (loaded.ok ? loaded.warnings : loaded.problems).map(({ message }) => message);
};

const experiment = (kind: string, spec: string, metadata = "name: test, namespace: chain") =>
  `apiVersion: chaos-mesh.org/v1alpha1\nkind: ${kind}\nmetadata: { ${metadata} }\nspec: { ${spec} }\n`;

const signers = "mode: all, selector: { labelSelectors: { chaindrill/role: signer } }";
const network = (spec: string) => experiment("NetworkChaos", `${signers}, duration: 10s, ${spec}`);

describe("loadManifest", () => {
  it("reads pod-kill with its grace period and without a duration", () => {
    const [fault] = faultsOf(experiment("PodChaos", `action: pod-kill, ${signers}, gracePeriod: 3, duration: 10s`));
    expect(fault).toMatchObject({ name: "test", namespace: "chain", durationMs: undefined, paused: false });
    expect(fault?.action).toMatchObject({ kind: "PodChaos", action: "pod-kill", gracePeriodMs: 3000 });
  });

  it("defaults namespaces to the experiment's own, never to all", () => {
    const [fault] = faultsOf(
      experiment("PodChaos", `action: pod-failure, ${signers}, duration: 10s`, "name: a, namespace: b"),
    );
    expect(fault?.action).toMatchObject({
      selection: { mode: "all", value: undefined, selector: { namespaces: ["b"] } },
    });
  });

  it("reads a partition, whose direction is `to` unless told", () => {
    const [fault] = faultsOf(
      network(`action: partition, externalTargets: ["10.0.0.0/24", "example.org:443"], target: { ${signers} }`),
    );
    expect(fault?.action).toMatchObject({
      kind: "NetworkChaos",
      action: "partition",
      direction: "to",
      target: { mode: "all" },
      externalTargets: ["10.0.0.0/24", "example.org:443"],
    });
    expect(fault?.durationMs).toBe(10_000);
  });

  it("knows a paused experiment by its annotation", () => {
    const metadata = (pause: string) =>
      `name: a, namespace: b, annotations: { experiment.chaos-mesh.org/pause: "${pause}" }`;
    const failure = `action: pod-failure, ${signers}, duration: 10s`;
    expect(faultsOf(experiment("PodChaos", failure, metadata("true")))[0]?.paused).toBe(true);
    expect(faultsOf(experiment("PodChaos", failure, metadata("false")))[0]?.paused).toBe(false);
    expect(messagesOf(experiment("PodChaos", failure, metadata("false")))).toEqual([
      'expected "true", found "false": the experiment is not paused',
    ]);
  });

  it("reads several documents, each with its own text, and leaves a status out of it", () => {
    const failure = experiment("PodChaos", `action: pod-failure, ${signers}, duration: 10s`);
    const faults = faultsOf(`# first\n${failure}status: { experiment: {} }\n---\n${failure}`);
    expect(faults.map(({ origin }) => origin)).toEqual([
      { file: "m.yaml", document: 0 },
      { file: "m.yaml", document: 1 },
    ]);
    expect(faults[0]?.text).toContain("# first");
    expect(faults[0]?.text).not.toContain("status");
    expect(faultsOf(failure)[0]?.text).toBe(failure);
  });

  it.each([
    ["one", undefined, ""],
    ["fixed", '"2"', ""],
    ["fixed", '"1.5"', 'expected a whole number above 0 in quotes with mode fixed, found "1.5"'],
    ["fixed", undefined, "expected a whole number above 0 in quotes with mode fixed, found nothing"],
    ["fixed-percent", '"100"', ""],
    [
      "fixed-percent",
      '"0"',
      'expected a percentage above 0 and up to 100 in quotes with mode fixed-percent, found "0"',
    ],
    [
      "random-max-percent",
      '"50%"',
      'expected a percentage above 0 and up to 100 in quotes with mode random-max-percent, found "50%"',
    ],
  ])("answers mode %s with value %s: %s", (mode, value, message) => {
    const given = value === undefined ? "" : `, value: ${value}`;
    const text = experiment(
      "PodChaos",
      `action: pod-failure, mode: ${mode}${given}, selector: { namespaces: [chain] }, duration: 1s`,
    );
    expect(messagesOf(text)).toEqual(message === "" ? [] : [message]);
  });

  it.each([
    ["10ms", ""],
    ["500us", ""],
    ["0s", ""],
    ["0.5s", 'write "500ms"'],
    ["0.0005s", 'write "500us"'],
    ["01s", 'write "1000ms"'],
    ["00ms", ""],
    ["00.5ms", 'write "500us"'],
  ])("compares latency %s as Chaos Mesh does", (latency, hint) => {
    const loaded = load(network(`action: delay, delay: { latency: ${latency} }`));
    expect(loaded.ok ? "" : loaded.problems[0]?.hint).toBe(hint);
  });

  it.each([
    ["action: loss", "expected loss beside action loss, found none"],
    ["action: loss, loss: { loss: '101' }", 'expected a percentage in quotes from 0 to 100 such as "25", found "101"'],
    ["action: netem, rate: { rate: 10 }", 'expected a rate such as "1mbit", found 10 (a number)'],
    ["action: bandwidth, bandwidth: { rate: 1mbit, limit: 0, buffer: 1 }", "expected at least 1, found 0 (a number)"],
    [
      "action: delay, delay: { latency: 1m30s }",
      'expected a latency of one number and unit such as "500ms", found "1m30s"',
    ],
    ["action: reorder", 'expected netem, delay, loss, duplicate, corrupt, partition or bandwidth, found "reorder"'],
  ])("refuses %s", (spec, message) => {
    expect(messagesOf(network(spec))).toContain(message);
  });
});
