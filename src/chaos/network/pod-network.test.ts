import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeNetfilter } from "../../platform/netfilter.fake.ts";
import { fakeQueues } from "./packet-queue.fake.ts";
import { PodNetwork } from "./pod-network.ts";
import type { PodRules } from "./pod-rules.ts";
import { bandwidth8, delay50, dropRules, everyPacket, loss30, packetsOf, shapeRules } from "./sample-rules.fake.ts";
import type { Shaper } from "./shaper.ts";
import type { Slot } from "./slots.ts";

/** A pod that can be restarted into a new namespace, or be without one. */
function open(shaper: Shaper = "nfqueue") {
  const netfilter = fakeNetfilter("ns-0");
  const queues = fakeQueues();
  let current: string | undefined = "ns-0";
  let generation = 0;
  const watchers = new Set<() => Promise<void>>();
  const network = new PodNetwork({
    control: {
      netns: () => current,
      onNewNetns(then) {
        watchers.add(then);
        return { [Symbol.dispose]: () => void watchers.delete(then) };
      },
    },
    netfilter,
    shaper,
    openQueue: queues.open,
  });
  return {
    network,
    netfilter,
    queues,
    watchers,
    netns: () => current,
    rules: async () => (current === undefined ? [] : [...(await netfilter.rulesIn(current))].sort()),
    /** The namespace goes; the pod may or may not know yet. */
    stop(known: boolean) {
      if (current !== undefined) netfilter.remove(current);
      if (known) current = undefined;
    },
    async restart() {
      if (current !== undefined) netfilter.remove(current);
      current = `ns-${++generation}`;
      netfilter.create(current);
      for (const watcher of watchers) await watcher();
    },
  };
}

const peer = packetsOf("198.18.0.2");
const kinds: readonly PodRules[] = [
  dropRules(peer),
  dropRules(everyPacket),
  shapeRules(peer, delay50),
  shapeRules(everyPacket, loss30),
  shapeRules(peer, bandwidth8),
  shapeRules(everyPacket, bandwidth8),
  { dropIn: undefined, dropOut: packetsOf("10.0.0.1"), shaped: { packets: peer, shape: delay50 } },
];

type Step = { readonly add: number } | { readonly remove: number } | { readonly restart: true };
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.nat(kinds.length - 1) }) },
    { weight: 3, arbitrary: fc.record({ remove: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.constant({ restart: true } as const) },
  ),
  { maxLength: 25 },
);

async function play(pod: ReturnType<typeof open>, script: readonly Step[]): Promise<Slot[]> {
  let active: Slot[] = [];
  for (const step of script) {
    if ("restart" in step) await pod.restart();
    else if ("add" in step) active.push(await pod.network.add(kinds[step.add] ?? dropRules(peer)));
    else {
      const gone = active[step.remove % Math.max(1, active.length)];
      if (gone !== undefined) await pod.network.remove(gone);
      active = active.filter((slot) => slot !== gone);
    }
  }
  return active;
}

describe("the rules of a pod", () => {
  it.each(["netem", "nfqueue"] as const)("%s: end as they began, whatever came and went in whatever order", (shaper) =>
    fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const pod = open(shaper);
        for (const slot of await play(pod, script)) await pod.network.remove(slot);
        expect(await pod.rules()).toEqual([]);
        expect(pod.queues.running().size).toBe(0);
        expect(pod.watchers.size).toBe(0);
      }),
      { numRuns: 150 },
    ),
  );

  it.each(["netem", "nfqueue"] as const)(
    "%s: are those of the active experiments, whatever happened before",
    (shaper) =>
      fc.assert(
        fc.asyncProperty(steps, async (script) => {
          const pod = open(shaper);
          await play(pod, script);
          const grown = await pod.rules();
          const marks = [...pod.queues.running().values()];
          // A new namespace gets everything at once.
          await pod.restart();
          expect(await pod.rules()).toEqual(grown);
          expect([...pod.queues.running().values()]).toEqual(marks);
        }),
        { numRuns: 150 },
      ),
  );

  it("wait for a namespace where there is none, and are forgotten with one that is gone", async () => {
    const pod = open();
    pod.stop(true);
    const slot = await pod.network.add(dropRules(peer));
    await pod.restart();
    expect(await pod.rules()).toContain("set chaindrill-1-in-net 198.18.0.2/32");
    pod.stop(false);
    await pod.network.remove(slot);
    await pod.restart();
    expect(await pod.rules()).toEqual([]);
  });

  it("may be removed twice", async () => {
    const pod = open();
    const slot = await pod.network.add(shapeRules(peer, delay50));
    await pod.network.remove(slot);
    await pod.network.remove(slot);
    expect(await pod.rules()).toEqual([]);
  });

  it("take the namespace's queue along when they change at the same time", async () => {
    const pod = open();
    const slots = await Promise.all(kinds.map((rules) => pod.network.add(rules)));
    await Promise.all(slots.map((slot) => pod.network.remove(slot)));
    expect(await pod.rules()).toEqual([]);
    expect(pod.queues.running().size).toBe(0);
  });
});

describe("a change that fails", () => {
  it.each(["sets", "qdiscs", "tables"] as const)(
    "in its %s leaves the others' rules, and none of its own",
    async (kind) => {
      const pod = open("netem");
      const kept = await pod.network.add(shapeRules(peer, bandwidth8));
      await pod.network.add(shapeRules(everyPacket, delay50));
      const before = await pod.rules();
      pod.netfilter.failNext(kind);
      await expect(pod.network.add(shapeRules(peer, loss30))).rejects.toThrow(`${kind}: told to fail`);
      expect(await pod.rules()).toEqual(before);
      expect(pod.network.count).toBe(2);
      await pod.network.remove(kept);
    },
  );
});

describe("what is left of an experiment", () => {
  it("is nothing, also while another one goes on", async () => {
    const pod = open();
    await pod.network.add(dropRules(peer));
    const gone = await pod.network.add(shapeRules(peer, delay50));
    await pod.network.remove(gone);
    expect(await pod.network.leftovers(gone)).toEqual([]);
  });
  it("is told by line when somebody else put it there", async () => {
    const pod = open();
    const slot = await pod.network.add(dropRules(peer));
    await pod.network.remove(slot);
    await pod.netfilter.restoreSets("ns-0", ["create stray hash:net family inet"]);
    expect(await pod.network.leftovers(slot)).toEqual(["+ set stray "]);
  });
  it("is not what an HTTP fault has put there since", async () => {
    const pod = open();
    const slot = await pod.network.add(dropRules(peer));
    await pod.network.remove(slot);
    await pod.netfilter.restoreSets("ns-0", ["create CHAINDRILL-HTTP hash:net family inet"]);
    expect(await pod.network.leftovers(slot)).toEqual([]);
  });
  it("counts by its number alone while others go on", async () => {
    const pod = open();
    await pod.network.add(dropRules(peer));
    const gone = await pod.network.add(dropRules(peer));
    await pod.network.remove(gone);
    await pod.netfilter.restoreSets("ns-0", ["create chaindrill-2-in-net hash:net family inet"]);
    await pod.netfilter.restoreSets("ns-0", ["create chaindrill-22-in-net hash:net family inet"]);
    expect(await pod.network.leftovers(gone)).toEqual(["+ set chaindrill-2-in-net "]);
  });
});

describe("rules that are no longer in force", () => {
  it("are told when the packet queue has ended by itself", async () => {
    const pod = open();
    await pod.network.add(shapeRules(peer, delay50));
    expect(await pod.network.lost()).toBeUndefined();
    pod.queues.crash("ns-0");
    expect(await pod.network.lost()).toBe("ended with code 1");
  });
  it("are told when a new namespace could not get them", async () => {
    const pod = open();
    await pod.network.add(dropRules(peer));
    pod.netfilter.failNext("tables");
    await expect(pod.restart()).rejects.toThrow("told to fail");
    expect(await pod.network.lost()).toBe(
      "the rules could not be put into the new network namespace: tables: told to fail",
    );
  });
});
