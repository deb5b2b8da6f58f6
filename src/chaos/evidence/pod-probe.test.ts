import { describe, expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import { fakeNetfilter } from "../../platform/netfilter.fake.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { fakeProbes } from "./pod-probe.fake.ts";
import { openProbes, type ProbedPod } from "./pod-probe.ts";

function pod(name: string): ProbedPod {
  return { id: nodeId(name), address: "198.18.0.2", p2pPort: 30303, netns: () => `ns-${name}` };
}

const probes = () =>
  fakeProbes({ addresses: new Map(), netfilter: fakeNetfilter(), clock: new ManualClock(), shapedMs: 0 });

describe("a session of probes", () => {
  it("has one probe for each pod, however often it is named, and ends all of them", async () => {
    const { open, running } = probes();
    const session = await openProbes([pod("a"), pod("b"), pod("a")], open);
    expect(running()).toBe(2);
    expect(session.at(pod("a")).tcpPort).toBeGreaterThan(0);
    expect(() => session.at(pod("c"))).toThrow("no probe was started in c");
    await session[Symbol.asyncDispose]();
    expect(running()).toBe(0);
  });
  it("that cannot be opened in one pod leaves none running in another", async () => {
    const { open, running } = probes();
    const down = { ...pod("b"), netns: () => undefined };
    await expect(openProbes([pod("a"), down], open)).rejects.toThrow("b has no network namespace");
    expect(running()).toBe(0);
  });
});
