import { describe, expect, it } from "vitest";
import { fakeScope } from "../testing/fake-scope.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { sampleMachine } from "./sample-machine.ts";

function sampling() {
  const clock = new ManualClock();
  const scope = fakeScope({ clock });
  const own = { name: "rpc-0", pids: [process.pid] };
  const gone = { name: "signer-0", pids: [] };
  const samples = sampleMachine({
    everyMs: 1000,
    scope,
    nodes: () => [own, gone],
    loads: () => [{ name: "transfers", pids: [process.pid] }],
    harnessPid: process.pid,
  });
  return { clock, scope, samples };
}

/** Work that the kernel counts: its clock ticks a hundred times a second. */
function burn(): void {
  const before = process.cpuUsage().user;
  while (process.cpuUsage().user - before < 50_000);
}

describe("sampleMachine", () => {
  it("tells of the harness everywhere, and no more once it is disposed of", async () => {
    const { clock, scope, samples } = sampling();
    await clock.advance(1000);
    samples[Symbol.dispose]();
    await clock.advance(5000);
    const [health, ...more] = scope.emittedOf("harness.sampled");
    expect(health?.lagMsP99).toBeGreaterThanOrEqual(0);
    expect(health?.garbageShare).toBeGreaterThanOrEqual(0);
    expect(more).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it.runIf(process.platform === "linux")("tells nodes and loads apart by their processes", async () => {
    const { clock, scope, samples } = sampling();
    using _samples = samples;
    burn();
    await clock.advance(1000);
    const [machine] = scope.emittedOf("machine.sampled");
    expect(machine?.nodeCores?.["rpc-0"]).toBeGreaterThan(0);
    expect(machine?.nodeCores?.["signer-0"]).toBe(0);
    // Nobody was asked, so nobody knows: absent, and not zero.
    expect(Object.keys(machine?.nodeCoresThrottled ?? {})).not.toContain("signer-0");
    const [generator] = scope.emittedOf("generator.sampled");
    expect(generator).toMatchObject({ load: "transfers", coresBusy: machine?.harnessCoresBusy });
    expect(generator?.files).toBeGreaterThan(2);
    expect(generator?.memoryMiB).toBeGreaterThan(1);
  });
});
