import { describe, expect, it } from "vitest";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { FaultAction } from "../../model/fault.ts";
import type { ClockId } from "../../model/fault-details.ts";
import type { BackendFacts, ClusterNode, WallClock } from "../../model/node.ts";
import { fakeCluster } from "../../testing/fake-cluster.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { dateClock } from "../evidence/date-clock.fake.ts";
import { outsideOfFake } from "../evidence/outside.fake.ts";
import { failuresIn } from "./bench.fake.ts";
import { clockFamily } from "./clock-family.ts";

type TimeChaos = Extract<FaultAction, { kind: "TimeChaos" }>;
type Offsets = Parameters<WallClock["set"]>[0];

function timeChaos(
  offsetMs: number,
  clockIds: readonly ClockId[] = ["CLOCK_REALTIME"],
  containerNames: string[] = [],
): TimeChaos {
  return { kind: "TimeChaos", action: "time", selection: selectNodes("signer-0"), containerNames, offsetMs, clockIds };
}

/** deaf: says yes and moves nothing. stuck: does not move back. leaky: some questions get the true time. unasked: there are none. */
type Defect = "deaf" | "stuck" | "leaky" | "unasked";

function openBench(...defects: Defect[]) {
  const clock = new ManualClock();
  const cluster = fakeCluster({ clock });
  const scope = fakeScope({ clock });
  const told: Offsets[] = [];
  let offsets: Offsets = {};
  let questions = 0;
  const wallClock: WallClock = {
    async set(next) {
      told.push(next);
      if (defects.includes("deaf") || (defects.includes("stuck") && Object.keys(next).length === 0)) return;
      offsets = next;
    },
    async status() {
      if (!defects.includes("unasked")) questions += 1;
      const moved = { CLOCK_REALTIME: questions, CLOCK_REALTIME_COARSE: questions };
      return { offsetsMs: told.at(-1) ?? {}, moved, missed: defects.includes("leaky") ? questions : 0 };
    },
  };
  const plain = cluster.node("signer-0");
  const node: ClusterNode = { ...plain, control: { ...plain.control, wallClock } };
  const family = clockFamily(dateClock({ clock, replyMs: 2, offsetMs: () => offsets.CLOCK_REALTIME ?? 0 }));
  const request = (action: TimeChaos, source: ClusterNode = node) => ({
    fault: sampleFault(action),
    sources: [source],
    peers: [],
  });
  return {
    clock,
    cluster,
    family,
    node,
    plain,
    told,
    objection: (action: TimeChaos, source?: ClusterNode) => family.objection(action, request(action, source)),
    async inject(action: TimeChaos, source: ClusterNode = node) {
      const context = { request: request(action, source), scope, outside: outsideOfFake(cluster, clock) };
      const fault = family.prepare(action, context);
      await clock.drive(fault.carryOut());
      return fault;
    },
  };
}

const facts = (clock: BackendFacts["mechanisms"]["clock"]): BackendFacts => ({
  ...{ kind: "process", available: true, links: true },
  mechanisms: everyMechanism({ works: false, why: "not probed" }, { clock }),
});

describe("clockFamily", () => {
  it("moves the clock, shows it by the node's dates and the launcher's word, and moves it back", async () => {
    const bench = openBench();
    const fault = await bench.inject(timeChaos(-600_000));
    const evidence = await bench.clock.drive(fault.evidence());
    expect(evidence.seen).toBe(true);
    expect(evidence.observations.map(({ what, expected }) => `${what}: ${expected}`)).toMatchInlineSnapshot(`
      [
        "Date of signer-0 before: 0.000 s off, within 0.100 s",
        "Date of signer-0: -600.000 s off, within 6.000 s",
        "CLOCK_REALTIME of signer-0, by the launcher's word: -600000 ms",
      ]
    `);
    await bench.clock.drive(fault.revert());
    await bench.clock.drive(fault.revert());
    expect((await bench.clock.drive(fault.evidenceOfEnd())).seen).toBe(true);
    expect(bench.told).toEqual([{ CLOCK_REALTIME: -600_000 }, {}]);
    expect(bench.clock.pending).toBe(0);
  });

  it("adds up what several faults ask of one node, clock by clock, and takes away only its own", async () => {
    const bench = openBench();
    const first = await bench.inject(timeChaos(-600_000));
    const second = await bench.inject(timeChaos(30_000, ["CLOCK_REALTIME", "CLOCK_REALTIME_COARSE"]));
    expect((await bench.clock.drive(second.evidence())).seen).toBe(true);
    await bench.clock.drive(first.revert());
    expect((await bench.clock.drive(first.evidenceOfEnd())).seen).toBe(true);
    expect(bench.told).toEqual([
      { CLOCK_REALTIME: -600_000 },
      { CLOCK_REALTIME: -570_000, CLOCK_REALTIME_COARSE: 30_000 },
      { CLOCK_REALTIME: 30_000, CLOCK_REALTIME_COARSE: 30_000 },
    ]);
  });

  it("says that nobody but the launcher can tell of a clock that is not in any answer", async () => {
    const bench = openBench();
    const fault = await bench.inject(timeChaos(5000, ["CLOCK_REALTIME_COARSE"]));
    const { seen, observations } = await bench.clock.drive(fault.evidence());
    expect(seen).toBe(true);
    expect(observations.map((each) => each.what)).toMatchInlineSnapshot(`
      [
        "CLOCK_REALTIME_COARSE of signer-0, by the launcher's word (no answer of the node shows it)",
      ]
    `);
  });

  it("has seen nothing of a clock that the node did not ask for", async () => {
    const bench = openBench("unasked");
    const fault = await bench.inject(timeChaos(5000, ["CLOCK_REALTIME_COARSE"]));
    expect(failuresIn(await bench.clock.drive(fault.evidence()))).toMatchInlineSnapshot(`
      [
        "CLOCK_REALTIME_COARSE of signer-0, by the launcher's word (no answer of the node shows it): expected 5000 ms, found 5000 ms, the node did not ask for it",
      ]
    `);
  });

  it("does not go by the dates of anvil, which stand still when its clock goes back", async () => {
    const bench = openBench("deaf");
    const anvil: ClusterNode = { ...bench.node, spec: { ...bench.node.spec, client: "anvil" } };
    const fault = await bench.inject(timeChaos(-5000), anvil);
    const { seen, observations } = await bench.clock.drive(fault.evidence());
    expect(seen).toBe(true);
    expect(observations.map((each) => each.what)).toMatchInlineSnapshot(`
      [
        "CLOCK_REALTIME of signer-0, by the launcher's word (no answer of the node shows it)",
      ]
    `);
  });

  it("is not fooled by a launcher that says yes and moves nothing", async () => {
    const bench = openBench("deaf");
    const fault = await bench.inject(timeChaos(30_000));
    expect(failuresIn(await bench.clock.drive(fault.evidence()))).toEqual([
      expect.stringMatching(/^Date of signer-0: expected 30.000 s off, within 0.300 s, found -?0.0\d\d s off/),
    ]);
  });

  it("sees an end that did not come, and questions that were answered with the true time", async () => {
    const stuck = openBench("stuck");
    const fault = await stuck.inject(timeChaos(30_000));
    await stuck.clock.drive(fault.revert());
    expect(failuresIn(await stuck.clock.drive(fault.evidenceOfEnd()))).toHaveLength(1);
    const leaky = openBench("leaky");
    const leaking = await leaky.inject(timeChaos(30_000));
    expect(failuresIn(await leaky.clock.drive(leaking.evidence()))).toEqual([
      expect.stringMatching(/30000 ms, the node asked for it, \d+ questions answered with the true time$/),
    ]);
  });

  it("refuses clocks that it does not move, with the reason, and everything where the mechanism does not work", () => {
    const { family } = openBench();
    const works = facts({ works: true, by: "clockshift" });
    expect(family.support(timeChaos(1), works)).toEqual({ kind: "native" });
    expect(family.support(timeChaos(1, ["CLOCK_MONOTONIC", "CLOCK_REALTIME"]), works)).toMatchInlineSnapshot(`
      {
        "kind": "refused",
        "why": "CLOCK_MONOTONIC cannot be moved: the kernel promises that it never jumps, and what a node waits for would still go by the true one; CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_REALTIME_ALARM can be",
      }
    `);
    expect(family.support(timeChaos(1, ["CLOCK_THREAD_CPUTIME_ID"]), works)).toMatchInlineSnapshot(`
      {
        "kind": "refused",
        "why": "CLOCK_THREAD_CPUTIME_ID cannot be moved: a CPU clock counts work, not time; CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_REALTIME_ALARM can be",
      }
    `);
    expect(family.support(timeChaos(1), facts({ works: false, why: "no" }))).toEqual({ kind: "refused", why: "no" });
  });

  it("objects to a node that was started without the launcher, that is down, or has no such container", async () => {
    const { objection, plain, cluster } = openBench();
    expect(objection(timeChaos(1))).toBeUndefined();
    expect(objection(timeChaos(1, ["CLOCK_REALTIME"], ["geth"]))).toBeUndefined();
    expect(objection(timeChaos(1), plain)).toMatchInlineSnapshot(
      `"signer-0 was not started so that its clock could be moved"`,
    );
    expect(objection(timeChaos(1, ["CLOCK_REALTIME"], ["sidecar"]))).toMatchInlineSnapshot(
      `"no container sidecar: signer-0 has geth"`,
    );
    expect(objection(timeChaos(1, ["CLOCK_BOOTTIME"]))).toMatchInlineSnapshot(
      `"CLOCK_BOOTTIME cannot be moved: the kernel promises that it never jumps, and what a node waits for would still go by the true one; CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_REALTIME_ALARM can be"`,
    );
    cluster.node("signer-0").crash();
    expect(objection(timeChaos(1))).toMatchInlineSnapshot(`"signer-0 is not running (exited)"`);
  });
});
