import { describe, expect, it } from "vitest";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { BackendFacts, Mechanism } from "../../model/node.ts";
import { bandwidth8, delay50, loss30, networkAction } from "../network/sample-rules.fake.ts";
import { failuresIn } from "./bench.fake.ts";
import { openPodBench } from "./pod-bench.fake.ts";

type Sides = { sources: number[]; peers?: number[] };

/** One fault from injection to its end. */
async function live(bench: ReturnType<typeof openPodBench>, action: ReturnType<typeof networkAction>, sides: Sides) {
  const request = bench.request(action, sides);
  expect(bench.driver.objection(request)).toBeUndefined();
  const active = await bench.clock.drive(bench.driver.inject(request, bench.scope));
  const evidence = await bench.clock.drive(active.evidence());
  const during = await bench.rules();
  await bench.clock.drive(active.revert());
  await bench.clock.drive(active.revert());
  return { evidence, during, end: await bench.clock.drive(active.evidenceOfEnd()) };
}

describe("a partition of pods", () => {
  it.each([
    ["to", 3],
    ["from", 3],
    ["both", 2],
  ] as const)("%s is seen from inside, and seen to be over", async (direction, observations) => {
    await using bench = openPodBench();
    const { evidence, end } = await live(bench, networkAction({ direction }), { sources: [0], peers: [1] });
    expect(failuresIn(evidence)).toEqual([]);
    expect(evidence.observations).toHaveLength(observations);
    expect(failuresIn(end)).toEqual([]);
    expect(end.seen).toBe(true);
    expect(await bench.rules()).toEqual([]);
  });
  it("in one direction shows that the other is open", async () => {
    await using bench = openPodBench();
    const { evidence } = await live(bench, networkAction({ direction: "to" }), { sources: [0], peers: [1] });
    expect(evidence.observations).toMatchInlineSnapshot(`
      [
        {
          "asExpected": true,
          "expected": "no answer for 800 ms",
          "found": "timeout after 800 ms (accepted before the cut)",
          "what": "signer-0 to the p2p port of signer-1",
        },
        {
          "asExpected": true,
          "expected": "none arrives",
          "found": "0 of 10 arrived",
          "what": "UDP packets from signer-0 to signer-1",
        },
        {
          "asExpected": true,
          "expected": "they arrive, this way is open",
          "found": "10 of 10 arrived",
          "what": "UDP packets from signer-1 to signer-0",
        },
      ]
    `);
  });
  it("is dated from when the silence began", async () => {
    await using bench = openPodBench();
    const request = bench.request(networkAction({ direction: "both" }), { sources: [0], peers: [1] });
    const active = await bench.clock.drive(bench.driver.inject(request, bench.scope));
    const injectedAtMs = bench.scope.sinceStartMs();
    const evidence = await bench.clock.drive(active.evidence());
    expect(evidence.atMs).toBe(injectedAtMs);
    expect(bench.scope.sinceStartMs()).toBe(injectedAtMs + 800);
    await bench.clock.drive(active.revert());
  });
  it("without target cuts the pod off from everybody, seen by another node", async () => {
    await using bench = openPodBench();
    const action = networkAction({ direction: "both", target: false });
    const { evidence, during } = await live(bench, action, { sources: [0] });
    expect(failuresIn(evidence)).toEqual([]);
    expect(during).toContain("filter CHAINDRILL-INPUT-1 -i eth0 -j DROP");
  });
  it("from an address outside that never answers is seen by what the system refuses to send", async () => {
    await using bench = openPodBench();
    const action = networkAction({ direction: "to", target: false, externalTargets: ["host.example"] });
    const { evidence, end } = await live(bench, action, { sources: [0] });
    expect(evidence.observations.map(({ what, found }) => `${what}: ${found}`)).toEqual([
      "UDP packets from signer-0 to 192.0.2.7: 3 of 3 dropped",
    ]);
    expect(end.seen).toBe(true);
  });
  it.each([
    [1, true],
    [1000, false],
  ])("whose end is looked at while %d pods have lost their network namespace: %s", async (losses, seen) => {
    await using bench = openPodBench();
    const request = bench.request(networkAction({ direction: "both" }), { sources: [0], peers: [1] });
    const active = await bench.clock.drive(bench.driver.inject(request, bench.scope));
    await bench.clock.drive(active.evidence());
    await bench.clock.drive(active.revert());
    bench.loseNamespaces(losses);
    const end = await bench.clock.drive(active.evidenceOfEnd());
    expect(end.seen).toBe(seen);
    if (!seen) expect(failuresIn(end)[0]).toContain("No such file or directory");
  });
  it("that cuts nothing is not seen", async () => {
    await using bench = openPodBench({ deaf: true });
    const { evidence } = await live(bench, networkAction({ direction: "both" }), { sources: [0], peers: [1] });
    expect(evidence.seen).toBe(false);
    expect(failuresIn(evidence)[0]).toBe(
      "signer-0 to the p2p port of signer-1: expected no answer for 800 ms, found accepted after 0 ms (accepted before the cut)",
    );
  });
});

describe("shaping of pods", () => {
  it("is measured where it happens, and gone afterwards", async () => {
    await using bench = openPodBench();
    const action = networkAction({ shape: { ...delay50, delay: { ...noJitter } } });
    const { evidence, end } = await live(bench, action, { sources: [0, 1], peers: [2, 3] });
    expect(evidence.observations.map(({ what, found }) => `${what}: ${found}`)).toEqual([
      "delay from signer-0 to signer-2: 50 ms more",
      "delay from signer-1 to signer-3: 50 ms more",
    ]);
    expect(evidence.seen && end.seen).toBe(true);
    expect(bench.queues.running().size).toBe(0);
    expect(await bench.rules()).toEqual([]);
  });
  it("that is not what was asked is told with both numbers", async () => {
    await using bench = openPodBench({ shapedMs: 20 });
    const action = networkAction({ shape: { ...delay50, delay: noJitter } });
    const { evidence } = await live(bench, action, { sources: [0], peers: [1] });
    expect(failuresIn(evidence)).toEqual([
      "delay from signer-0 to signer-1: expected 50 ms more per round trip, give or take 10 ms, found 20 ms more",
    ]);
  });
  it("whose packet queue ended by itself is not over as it should be", async () => {
    await using bench = openPodBench();
    const request = bench.request(networkAction({ shape: loss30 }), { sources: [0], peers: [1] });
    const active = await bench.clock.drive(bench.driver.inject(request, bench.scope));
    bench.queues.crash("/run/netns/cd-test-signer-0");
    await bench.clock.drive(active.evidence());
    await bench.clock.drive(active.revert());
    const end = await bench.clock.drive(active.evidenceOfEnd());
    expect(failuresIn(end)).toEqual(["rules of signer-0: expected in force until the undo, found ended with code 1"]);
  });
});

describe("two experiments on one pod", () => {
  it("leave each other alone: the first to end leaves nothing of its own and all of the other's", async () => {
    await using bench = openPodBench();
    const start = (action: ReturnType<typeof networkAction>) =>
      bench.clock.drive(bench.driver.inject(bench.request(action, { sources: [0], peers: [1] }), bench.scope));
    const shaping = await start(networkAction({ shape: delay50, direction: "both" }));
    const shaped = await bench.rules();
    const cut = await start(networkAction({ direction: "both" }));
    await bench.clock.drive(cut.revert());
    const end = await bench.clock.drive(cut.evidenceOfEnd());
    expect(failuresIn(end)).toEqual([]);
    expect(end.observations.map(({ what }) => what)).toEqual([
      "chains, sets, qdiscs and links of signer-0",
      "chains, sets, qdiscs and links of signer-1",
    ]);
    expect(await bench.rules()).toEqual(shaped);
    await bench.clock.drive(shaping.revert());
    expect((await bench.clock.drive(shaping.evidenceOfEnd())).seen).toBe(true);
    await bench.clock.drive(Promise.all([cut.evidence(), shaping.evidence()]));
  });
});

describe("a fault that cannot be carried out", () => {
  it("is undone on every pod when one of them fails", async () => {
    await using bench = openPodBench();
    const request = bench.request(networkAction({ direction: "both" }), { sources: [0], peers: [1, 2] });
    bench.netfilter.failNext("tables");
    await expect(bench.clock.drive(bench.driver.inject(request, bench.scope))).rejects.toThrow("told to fail");
    expect(await bench.rules()).toEqual([]);
  });
  it.each([
    [
      "another device",
      { ...networkAction({}), device: "eth1" },
      [1],
      "device eth1: the pods of this backend have eth0 and no other",
    ],
    ["no packet between", networkAction({}), [0], "no packet passes between signer-0 and signer-0"],
    [
      "an external that is none",
      networkAction({ externalTargets: ["10.0.0.1/40"] }),
      [1],
      "externalTargets: 10.0.0.1/40 is no IPv4 address, network or host name",
    ],
  ] as const)("is objected to: %s", async (_, action, peers, expected) => {
    await using bench = openPodBench();
    const objection = bench.driver.objection(bench.request(action, { sources: [0], peers: [...peers] }));
    expect(objection).toBe(expected);
  });
  it("is objected to where nobody could see it", async () => {
    await using bench = openPodBench({ pods: 1 });
    const request = bench.request(networkAction({ shape: delay50, target: false }), { sources: [0] });
    expect(bench.driver.objection(request)).toMatchInlineSnapshot(
      `"no other node runs, so nobody could see what becomes of the packets of signer-0"`,
    );
  });
});

describe("support on pods", () => {
  const works: Mechanism = { works: true, by: "it" };
  const factsWith = (but: Partial<BackendFacts["mechanisms"]>): BackendFacts => ({
    kind: "netns",
    available: true,
    links: false,
    mechanisms: everyMechanism(works, but),
  });
  const no = (why: string): Mechanism => ({ works: false, why });
  const supportOf = (action: ReturnType<typeof networkAction>, but: Partial<BackendFacts["mechanisms"]>) =>
    openPodBench().driver.support(action, factsWith(but));

  it("is native by the kernel's netem, iptables and tbf", () => {
    const shape = { works: true, by: "tc netem" } as const;
    expect(supportOf(networkAction({}), { shape })).toEqual({ kind: "native" });
    expect(supportOf(networkAction({ shape: loss30 }), { shape })).toEqual({ kind: "native" });
    expect(supportOf(networkAction({ shape: bandwidth8 }), { shape })).toEqual({ kind: "native" });
  });
  it("is emulated by a packet queue, and says how", () => {
    expect(
      supportOf(networkAction({ shape: loss30 }), { shape: { works: true, by: "NFQUEUE" } }),
    ).toMatchInlineSnapshot(`
      {
        "how": "the kernel hands the pod's packets to a program (NFQUEUE) that delays, loses, copies and damages them by netem's model; should it end, packets pass unshaped",
        "kind": "emulated",
      }
    `);
  });
  it("is refused with the reason of what is missing", () => {
    const but = { filter: no("no ipset"), shape: no("no netem"), bandwidth: no("no tbf") };
    const whyOf = (action: ReturnType<typeof networkAction>) => {
      const support = supportOf(action, but);
      return support.kind === "refused" ? support.why : support.kind;
    };
    expect(whyOf(networkAction({}))).toBe("no ipset");
    expect(whyOf(networkAction({ shape: loss30 }))).toBe("no ipset");
    expect(whyOf(networkAction({ shape: loss30, target: false }))).toBe("no netem");
    expect(whyOf(networkAction({ shape: bandwidth8, target: false }))).toBe("no tbf");
  });
  it("of kinds without a family is refused", () => {
    expect(
      openPodBench().driver.support({ kind: "unsupported", chaosKind: "KernelChaos", action: "x" }, factsWith({})).kind,
    ).toBe("refused");
  });
});

const noJitter = { latencyMs: 50, jitterMs: 0, correlation: 0, reorder: undefined };
