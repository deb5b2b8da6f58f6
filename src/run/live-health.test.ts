import { describe, expect, it } from "vitest";
import type { RunEvent } from "../model/event.ts";
import type { SeenBlock } from "../observe/parse-block.ts";
import { samplePlan } from "../testing/sample-plan.ts";
import { LiveHealth } from "./live-health.ts";

const plan = samplePlan({ signers: 2, rpcNodes: 1 });
const ids = plan.cluster.nodes.map((node) => node.id);
const [signer0 = "", signer1 = "", rpc = ""] = ids;

describe("a network", () => {
  it("is healthy when all answer, agree and go on, and canaries come through", () => {
    expect(network().complaints(10_000)).toEqual([]);
  });

  it("is not before every node was heard of and a canary was included", () => {
    const health = new LiveHealth(options());
    expect(health.complaints(0)).toEqual([
      ...ids.map((id) => `${id} has not been heard of`),
      "no canary has been included yet",
    ]);
  });

  it("names the node that does not answer, syncs, or is behind", () => {
    expect(network({ [signer1]: { answered: false } }).complaints(10_000)).toEqual([`${signer1} does not answer`]);
    expect(network({ [signer1]: { syncing: true } }).complaints(10_000)).toEqual([`${signer1} is syncing`]);
    expect(network({ [signer1]: { height: 5, hash: "a5" } }).complaints(10_000)).toEqual([`${signer1} is at 5 of 10`]);
  });

  it("tolerates a fork of one block, which Clique makes every minute, but not a split", () => {
    expect(network({ [signer1]: { height: 10, hash: "b10" } }).complaints(10_000)).toEqual([]);
    expect(network({ [signer1]: { height: 9, hash: "c9" } }).complaints(10_000)).toEqual([
      `${signer1} is on another chain`,
    ]);
  });

  it("complains when no new block comes, and when nothing was heard of a node for long", () => {
    const complaints = network().complaints(14_500);
    expect(complaints).toContain("no new block for 4.5 s (height 10)");
    expect(complaints).toContain(`${signer0} has not been heard of`);
  });

  it("complains of canaries that are late, but for ever of one that was lost", () => {
    const late = [{ intendedAtMs: 4000 }, { intendedAtMs: 4500 }];
    expect(network({}, late).complaints(10_000)).toEqual(["2 canaries are late"]);
    const lost = [{ intendedAtMs: -90_000 }, { intendedAtMs: -80_000 }];
    expect(network({}, lost).complaints(10_000)).toEqual([]);
  });
});

describe("a load", () => {
  const loaded = new LiveHealth({ ...options(), plan: { ...plan, loads: [{ name: "reads" }] as never } });
  const second = (ok: number) => loaded.apply({ type: "load.sampled", load: "reads", offered: 100, ok } as RunEvent);

  it("that is closed has no rate to come to, only answers to get", () => {
    const closed = { name: "reads", engine: "autocannon" };
    const health = new LiveHealth({ ...options(), plan: { ...plan, loads: [closed] as never } });
    const tell = (ok: number) => health.apply({ type: "load.sampled", load: "reads", offered: 100, ok } as RunEvent);
    for (const ok of [0, 0, 0]) tell(ok);
    expect(health.rateComplaints()).toEqual(["load reads does 0 of 300 operations in 3 s"]);
    tell(5);
    expect(health.rateComplaints()).toEqual([]);
  });

  it("is at its rate once its last three seconds are", () => {
    second(10);
    expect(loaded.rateComplaints()).toEqual(["load reads does 10 of 100 operations in 1 s"]);
    for (const ok of [100, 100, 99]) second(ok);
    expect(loaded.rateComplaints()).toEqual([]);
    second(60);
    expect(loaded.rateComplaints()).toEqual(["load reads does 259 of 300 operations in 3 s"]);
  });
});

interface SampleChange {
  readonly answered?: boolean;
  readonly syncing?: boolean;
  readonly height?: number;
  readonly hash?: string;
}

function options(outstanding: readonly { intendedAtMs: number }[] = []) {
  return { plan, observers: new Set<string>([rpc]), blocks: tree(), outstandingCanaries: () => outstanding };
}

/** Every node at block a10 at 10 s, but for the changes. */
function network(changes: Record<string, SampleChange> = {}, outstanding: readonly { intendedAtMs: number }[] = []) {
  const health = new LiveHealth(options(outstanding));
  health.apply({ type: "canary.resolved", outcome: "included" } as RunEvent);
  for (const node of [rpc, ...ids]) {
    const usual = { node, atMs: 10_000, answered: true, height: 10, hash: "a10", syncing: false };
    health.apply({ type: "probe.sampled", ...usual, ...changes[node] } as RunEvent);
  }
  return health;
}

/** Chain a0 to a10; b10 forks off at a9; c7 to c9 fork off at a6. */
function tree(): ReadonlyMap<string, SeenBlock> {
  const block = (hash: string, parentHash: string) =>
    [hash, { hash, parentHash, height: Number(hash.slice(1)), txs: [] } as unknown as SeenBlock] as const;
  const trunk = Array.from({ length: 11 }, (_, height) => block(`a${height}`, `a${height - 1}`));
  return new Map([...trunk, block("b10", "a9"), block("c9", "c8"), block("c8", "c7"), block("c7", "a6")]);
}
