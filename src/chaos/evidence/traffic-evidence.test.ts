import { describe, expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import type { FlowSent } from "../../platform/net-agent.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import type { PodProbe } from "./pod-probe.ts";
import { watchShaped } from "./traffic-evidence.ts";

const packets = 200;

/** Round trips of 100 ms; their spread is the next of these numbers, and the last of them from then on. */
function probesThatSee(spreadsMs: readonly number[], lookMs: number, clock = new ManualClock()) {
  let looks = 0;
  const flow = (): FlowSent => {
    const stddev = spreadsMs[Math.min(looks, spreadsMs.length - 1)] ?? 0;
    looks += 1;
    const rttMs = { min: 90, p50: 100, mean: 100, max: 110, stddev };
    const counted = { sent: packets, received: packets, receivedByPeer: packets };
    return { flow: "1", ...counted, duplicated: 0, reordered: 0, corrupted: 0, sendErrors: 0, rttMs };
  };
  const probe: PodProbe = {
    listen: async () => ({ udpPort: 4000, tcpPort: 4001 }),
    reach: async () => ({ outcome: "accepted", afterMs: 1 }),
    async udp() {
      await clock.advance(lookMs);
      return flow();
    },
    received: async () => ({ received: packets, duplicated: 0, reordered: 0, corrupted: 0 }),
    bulk: async () => ({ bytes: 1, elapsedMs: 1, bytesPerSecond: 1 }),
    async [Symbol.asyncDispose]() {},
  };
  return { open: async () => probe, looks: () => looks, clock };
}

/** 50 ms give or take 10 ms each way: a standard deviation of 8.2 ms. */
function watch(probes: ReturnType<typeof probesThatSee>, durationMs: number) {
  const pod = (id: string) => ({ id: nodeId(id), address: "198.18.0.1", p2pPort: 30303, netns: () => id });
  const pair = { one: pod("signer-4"), other: pod("signer-0"), forth: true, back: true };
  const delay = { latencyMs: 50, jitterMs: 10, correlation: 0, reorder: undefined };
  const shape = { delay } as Parameters<typeof watchShaped>[0]["shape"];
  const before = { sent: 20, arrived: 20, duplicated: 0, reordered: 0, roundTripMs: { mean: 0.2, stddev: 0 } };
  return watchShaped({
    pairs: [pair],
    places: [],
    shape,
    openProbe: probes.open,
    scope: fakeScope({ clock: probes.clock }),
    baseline: { flows: new Map([[pair, before]]), connects: new Map() },
    durationMs,
    signal: new AbortController().signal,
  });
}

describe("watchShaped", () => {
  it("looks once when all is as asked", async () => {
    const probes = probesThatSee([8.2], 2000);
    expect((await watch(probes, 20_000)).seen).toBe(true);
    expect(probes.looks()).toBe(1);
  });

  it("looks again after a moment in which the machine was busy, and dates what it saw from the beginning", async () => {
    const probes = probesThatSee([30, 8.2], 2000);
    expect(await watch(probes, 20_000)).toMatchObject({ seen: true, atMs: 0 });
  });

  it("does not see what is off at every look", async () => {
    const probes = probesThatSee([30], 2000);
    expect((await watch(probes, 20_000)).seen).toBe(false);
    expect(probes.looks()).toBe(3);
  });

  it("looks no longer than half of the fault", async () => {
    const probes = probesThatSee([30, 8.2], 2000);
    expect((await watch(probes, 7000)).seen).toBe(false);
    expect(probes.looks()).toBe(1);
  });
});
