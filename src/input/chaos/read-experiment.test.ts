import { describe, expect, it } from "vitest";
import { kindManifests } from "../../testing/kind-manifests.ts";
import { loadManifest } from "../load-manifest.ts";
import { chaosKindNames } from "./read-experiment.ts";

const load = (text: string) => loadManifest({ file: "m.yaml", readFile: () => text });

const actionOf = (text: string) => {
  const loaded = load(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.value[0]?.action;
};

const messagesOf = (text: string) => {
  const loaded = load(text);
  return (loaded.ok ? loaded.warnings : loaded.problems).map(({ path, message }) => `${path}: ${message}`);
};

const pods = "mode: all, selector: { namespaces: [chain] }, duration: 10s";
const experiment = (kind: string, spec: string) =>
  `apiVersion: chaos-mesh.org/v1alpha1\nkind: ${kind}\nmetadata: { name: test, namespace: chain }\nspec: { ${pods}, ${spec} }\n`;
const network = (spec: string) => experiment("NetworkChaos", spec);

describe("every kind of Chaos Mesh", () => {
  it("is known", () => {
    expect(Object.keys(kindManifests).toSorted()).toEqual(chaosKindNames.toSorted());
  });

  it.each(Object.entries(kindManifests))("%s is accepted where it is right", (_, text) => {
    expect(messagesOf(text)).toEqual([]);
    expect(load(text).ok).toBe(true);
  });

  it.each(Object.keys(kindManifests))("%s has no other keys", (kind) => {
    const [message] = messagesOf((kindManifests[kind] ?? "").replace("spec: {", "spek: 1\nspec: {"));
    expect(message).toBe('spek: expected no such key in the document, found "spek"');
  });
});

describe("NetworkChaos", () => {
  it("has all of netem's blocks together, whatever its action is", () => {
    const blocks = [
      "delay: { latency: 100ms, jitter: 10ms, correlation: '25', reorder: { reorder: '5', gap: 3 } }",
      "loss: { loss: '12.5' }",
      "duplicate: { duplicate: '1', correlation: '50' }",
      "corrupt: { corrupt: '2' }",
      "rate: { rate: 8mbit }",
    ];
    expect(actionOf(network(`action: delay, device: eth1@if7, ${blocks.join(", ")}`))).toMatchObject({
      kind: "NetworkChaos",
      action: "delay",
      direction: "to",
      target: undefined,
      device: "eth1",
      targetDevice: "eth0",
      shape: {
        delay: { latencyMs: 100, jitterMs: 10, correlation: 25, reorder: { percent: 5, correlation: 0, gap: 3 } },
        loss: { percent: 12.5, correlation: 0 },
        duplicate: { percent: 1, correlation: 50 },
        corrupt: { percent: 2, correlation: 0 },
        rateBytesPerSecond: 1_000_000,
        bandwidth: undefined,
      },
    });
  });

  it("reads rates in tc's units, and a peak rate as bits", () => {
    const bandwidth = "{ rate: 100kbps, limit: 100, buffer: 10000, peakrate: 1000000, minburst: 1600 }";
    expect(actionOf(network(`action: bandwidth, bandwidth: ${bandwidth}`))).toMatchObject({
      shape: {
        delay: undefined,
        bandwidth: {
          bytesPerSecond: 100_000,
          limitBytes: 100,
          bufferBytes: 10_000,
          peakBytesPerSecond: 125_000,
          minburstBytes: 1600,
        },
      },
    });
  });

  it.each([
    ["1bit", 0.125],
    ["8kbit", 1000],
    ["8Mbit", 1e6],
    ["1tbit", 1.25e11],
    ["5bps", 5],
    ["1gbps", 1e9],
  ])("takes %s for %d bytes a second", (rate, bytesPerSecond) => {
    expect(actionOf(network(`action: netem, rate: { rate: ${rate} }`))).toMatchObject({
      shape: { rateBytesPerSecond: bytesPerSecond },
    });
  });
});

it("reads what StressChaos stresses", () => {
  const stressors = "{ cpu: { workers: 2, options: ['--cpu-method all'] }, memory: { workers: 1, size: 1.5GB } }";
  expect(actionOf(experiment("StressChaos", `stressors: ${stressors}`))).toMatchObject({
    containerNames: [],
    stressors: {
      cpu: { workers: 2, load: 100, options: ["--cpu-method all"] },
      memory: { workers: 1, size: { kind: "bytes", bytes: 1_500_000_000 }, oomScoreAdj: 0 },
      stressngStressors: undefined,
    },
  });
});

it("reads how far TimeChaos moves which clocks", () => {
  expect(actionOf(experiment("TimeChaos", 'timeOffset: "-10m100ms"'))).toMatchObject({
    offsetMs: -600_100,
    clockIds: ["CLOCK_REALTIME"],
  });
  const twice = "clockIds: [CLOCK_MONOTONIC, CLOCK_MONOTONIC]";
  expect(actionOf(experiment("TimeChaos", `timeOffset: 1s, ${twice}`))).toMatchObject({
    clockIds: ["CLOCK_MONOTONIC"],
  });
});

it("reads what HTTPChaos means and what it does", () => {
  const match = "port: 8545, path: /x/*, method: POST, request_headers: { a: b }";
  const patch = "patch: { queries: [[q, '1']], headers: [[h, v]], body: { type: JSON, value: '{}' } }";
  const spec = `target: Request, ${match}, delay: 1s, replace: { body: aGk=, headers: { c: d } }, ${patch}`;
  expect(actionOf(experiment("HTTPChaos", spec))).toMatchObject({
    kind: "HTTPChaos",
    action: "http",
    http: {
      target: "Request",
      match: { port: 8545, path: "/x/*", method: "POST", requestHeaders: { a: "b" }, responseHeaders: {} },
      abort: false,
      delayMs: 1000,
      replace: { body: Buffer.from("hi"), headers: { c: "d" }, queries: {}, code: undefined },
      patch: { bodyJson: "{}", queries: [["q", "1"]], headers: [["h", "v"]] },
    },
  });
});

const http = "target: Response, port: 80";

/** What each is told. */
const wrong: readonly (readonly [kind: string, spec: string])[] = [
  ["StressChaos", "stressors: {}"],
  ["StressChaos", "stressors: { cpu: { workers: 0 } }"],
  ["StressChaos", "stressors: { memory: { workers: 1, size: 1GiB } }"],
  ["StressChaos", "stressors: { memory: { workers: 1, size: 120% } }"],
  ["StressChaos", "stressors: { cpu: { workers: 1 } }, stressngStressors: --cpu 1"],
  ["TimeChaos", "timeOffset: soon"],
  ["TimeChaos", "timeOffset: 0s"],
  ["TimeChaos", "timeOffset: 1s, clockIds: [CLOCK_REALTIM]"],
  ["HTTPChaos", "target: Response, abort: true, port: 0"],
  ["HTTPChaos", http],
  ["HTTPChaos", "target: Request, port: 80, abort: true, method: FETCH, code: 200"],
  ["HTTPChaos", `${http}, replace: { body: "not base64" }`],
  ["HTTPChaos", `${http}, patch: { body: { type: JSON, value: "{" }, queries: [[a, b]] }`],
  ["HTTPChaos", `${http}, patch: { headers: [[a]] }`],
  ["DNSChaos", "action: error, patterns: ['*.org']"],
  ["IOChaos", "action: latency, volumePath: /data"],
  ["IOChaos", "action: fault, volumePath: /data, errno: 0"],
  ["JVMChaos", "action: latency, class: Main"],
  ["JVMChaos", "action: stress, cpuCount: 1, memType: heap"],
  ["JVMChaos", "action: mysql, mysqlConnectorVersion: '7', latency: 5"],
  ["BlockChaos", "action: delay, volumeName: data"],
  ["NetworkChaos", "action: delay, delay: { latency: 10ms, jitter: 0.5s }"],
  ["NetworkChaos", "action: delay, delay: { latency: 0ms, reorder: { reorder: '5', gap: 1 } }"],
  ["NetworkChaos", "action: bandwidth, bandwidth: { rate: 1mbit, limit: 1, buffer: 1, peakrate: 1000 }"],
  ["NetworkChaos", "action: netem, rate: { rate: 0bit }"],
  ["NetworkChaos", "action: bandwidth, bandwidth: { rate: 1mbit, limit: 1, buffer: 1 }, loss: { loss: '5' }"],
  ["NetworkChaos", "action: partition"],
];

it("refuses or warns of what Chaos Mesh would refuse, or accept without effect", () => {
  const told = wrong.map(([kind, spec]) => [`${kind} { ${spec} }`, ...messagesOf(experiment(kind, spec))].join("\n  "));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "StressChaos { stressors: {} }
      spec.stressors: expected stressors.cpu, stressors.memory or stressngStressors, found none
    StressChaos { stressors: { cpu: { workers: 0 } } }
      spec.stressors.cpu.workers: expected at least 1, found 0 (a number)
    StressChaos { stressors: { memory: { workers: 1, size: 1GiB } } }
      spec.stressors.memory.size: expected an amount in powers of 1000, found "1GiB": Chaos Mesh reads its unit as one of them
    StressChaos { stressors: { memory: { workers: 1, size: 120% } } }
      spec.stressors.memory.size: expected an amount of memory such as "256MB" or "50%", found "120%"
    StressChaos { stressors: { cpu: { workers: 1 } }, stressngStressors: --cpu 1 }
      spec.stressors: expected either stressors or stressngStressors, found both: stressors is ignored
    TimeChaos { timeOffset: soon }
      spec.timeOffset: expected an offset such as "-10m", found "soon"
    TimeChaos { timeOffset: 0s }
      spec.timeOffset: expected an offset other than zero, found one that moves no clock
    TimeChaos { timeOffset: 1s, clockIds: [CLOCK_REALTIM] }
      spec.clockIds.0: expected CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_REALTIME_ALARM or CLOCK_BOOTTIME_ALARM, found "CLOCK_REALTIM"
    HTTPChaos { target: Response, abort: true, port: 0 }
      spec.port: expected at least 1, found 0 (a number)
    HTTPChaos { target: Response, port: 80 }
      spec: expected abort, delay, replace or patch, found none of them: nothing would happen
    HTTPChaos { target: Request, port: 80, abort: true, method: FETCH, code: 200 }
      spec.method: expected a method of HTTP with target Request, found "FETCH": Chaos Mesh refuses it
      spec.code: expected no code with target Request, found one: it is ignored
    HTTPChaos { target: Response, port: 80, replace: { body: "not base64" } }
      spec.replace.body: expected bytes in base64, found "not base64"
    HTTPChaos { target: Response, port: 80, patch: { body: { type: JSON, value: "{" }, queries: [[a, b]] } }
      spec.patch.body.value: expected JSON with type JSON, found "{"
      spec.patch.queries: expected no patch.queries with target Response, found one: it is ignored
    HTTPChaos { target: Response, port: 80, patch: { headers: [[a]] } }
      spec.patch.headers.0: expected at least 2 in the list, found 1
    DNSChaos { action: error, patterns: ['*.org'] }
      spec.patterns.0: expected a name with ? for one character and * at its end only, found "*.org"
    IOChaos { action: latency, volumePath: /data }
      spec.action: expected delay beside action latency, found none
    IOChaos { action: fault, volumePath: /data, errno: 0 }
      spec.errno: expected the number of an error with action fault, found 0, which is none
    JVMChaos { action: latency, class: Main }
      spec.action: expected method and latency beside action latency, found none
    JVMChaos { action: stress, cpuCount: 1, memType: heap }
      spec.action: expected either cpuCount or memType with stress, found both
    JVMChaos { action: mysql, mysqlConnectorVersion: '7', latency: 5 }
      spec.mysqlConnectorVersion: expected "5" or "8", found "7"
    BlockChaos { action: delay, volumeName: data }
      spec.delay: expected a mapping, found nothing
    NetworkChaos { action: delay, delay: { latency: 10ms, jitter: 0.5s } }
      spec.delay.jitter: expected a jitter that Chaos Mesh does not take for zero, found "0.5s": it compares text, and drops this jitter silently
    NetworkChaos { action: delay, delay: { latency: 0ms, reorder: { reorder: '5', gap: 1 } } }
      spec.delay.reorder: expected a latency above zero with reorder, found none: packets can only overtake those that are delayed
    NetworkChaos { action: bandwidth, bandwidth: { rate: 1mbit, limit: 1, buffer: 1, peakrate: 1000 } }
      spec.bandwidth.minburst: expected minburst with peakrate, found none: tc refuses it
      spec.bandwidth.peakrate: expected a peakrate above the rate of 1000000 bits per second, found 1000: tc refuses it
    NetworkChaos { action: netem, rate: { rate: 0bit } }
      spec.rate.rate: expected a rate above zero, found "0bit": tc refuses it
    NetworkChaos { action: bandwidth, bandwidth: { rate: 1mbit, limit: 1, buffer: 1 }, loss: { loss: '5' } }
      spec.loss: expected no loss with action bandwidth, found one: it is ignored
    NetworkChaos { action: partition }
      spec.target: expected a target with partition, found none: it cuts the pods off from everything, RPC clients and probes included"
  `);
});

it("refuses clouds and machines that lack what Chaos Mesh asks for", () => {
  const manifest = (kind: string, spec: string) => experiment(kind, spec).replace(`${pods}, `, "");
  const texts = [
    manifest("AWSChaos", "action: detach-volume, awsRegion: a, ec2Instance: b, duration: 1s"),
    manifest("PhysicalMachineChaos", "action: clock, mode: all, duration: 1s"),
  ];
  expect(texts.flatMap(messagesOf)).toMatchInlineSnapshot(`
      [
        "spec.volumeID: expected volumeID with detach-volume, found none: Chaos Mesh refuses it",
        "spec.deviceName: expected deviceName with detach-volume, found none: Chaos Mesh refuses it",
        "spec.action: expected either address or selector, found neither: Chaos Mesh refuses it",
        "spec.action: expected clock beside action clock, found none: Chaos Mesh refuses it",
      ]
    `);
});
