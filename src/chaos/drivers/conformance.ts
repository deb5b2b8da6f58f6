// What every fault driver must do, on whatever backend. A test file calls this with its driver and a cluster; the same
// sentences hold for a cluster in memory and for real nodes.

import { expect, it } from "vitest";
import type { FaultAction, FaultDriver, InjectRequest, Selection } from "../../model/fault.ts";
import { type BackendFacts, type ClusterNode, lifecycleOf, type StartedCluster } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { containerKill, partition, podFailure, podKill, sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { supportMatrix } from "../support-matrix.ts";

export interface ConformanceBench extends AsyncDisposable {
  readonly driver: FaultDriver;
  readonly facts: BackendFacts;
  /** Running, at least three nodes, with links; no fault is going on. */
  readonly cluster: StartedCluster;
  readonly scope: RunScope;
  /** Lets time pass until the work is done: by itself on real nodes, by moving the clock in memory. */
  settle<T>(work: Promise<T>): Promise<T>;
}

/** Declares the tests; `open` is called once per test. */
export function declareDriverConformance(open: () => Promise<ConformanceBench>): void {
  it("answers for every kind and action, and gives a reason unless it is native", async () => {
    await using bench = await open();
    for (const row of supportMatrix([bench])) {
      for (const { support } of row.cells) {
        const reason =
          support.kind === "native" ? "none needed" : support.kind === "emulated" ? support.how : support.why;
        expect(reason, `${row.kind}/${row.action}`).not.toBe("");
      }
    }
  });

  it.each([
    ["pod-kill", podKill],
    ["container-kill", containerKill],
  ] as const)("%s: the node is seen to go, and comes back by itself", async (_, action) => {
    await using bench = await open();
    const active = await injectOn(bench, { action, sources: [0] });
    expect(await bench.settle(active.evidence())).toMatchObject({ seen: true });
    expect(await bench.settle(active.evidenceOfEnd())).toMatchObject({ seen: true });
    await bench.settle(active.revert());
  });

  it("pod-failure: nodes are seen to go, stay away until the undo, and are seen to be back", async () => {
    await using bench = await open();
    const active = await injectOn(bench, { action: podFailure, sources: [0, 1] });
    expect(active.targets).toEqual(idsAt(bench, [0, 1]));
    expect(await bench.settle(active.evidence())).toMatchObject({ seen: true });
    await bench.settle(bench.scope.clock.sleep(2000));
    expect(runningAt(bench, [0, 1])).toEqual([false, false]);
    await bench.settle(active.revert());
    expect(await bench.settle(active.evidenceOfEnd())).toMatchObject({ seen: true });
    expect(runningAt(bench, [0, 1])).toEqual([true, true]);
  });

  it.each(["to", "from", "both"] as const)("partition %s: seen to cut, and seen to pass again", async (direction) => {
    await using bench = await open();
    const action = (from: Selection) => partition({ from, to: from, direction });
    const active = await injectOn(bench, { action, sources: [0], peers: [1, 2] });
    const evidence = await bench.settle(active.evidence());
    expect(evidence).toMatchObject({ seen: true });
    // One for each directed link, at least: a driver may look at more, such as the ways that must stay open.
    expect(evidence.observations.length).toBeGreaterThanOrEqual(direction === "both" ? 4 : 2);
    await bench.settle(active.revert());
    expect(await bench.settle(active.evidenceOfEnd())).toMatchObject({ seen: true });
  });

  it("undoes twice as well as once, and before anybody looked", async () => {
    await using bench = await open();
    const active = await injectOn(bench, { action: podFailure, sources: [0] });
    await bench.settle(active.revert());
    await bench.settle(active.revert());
    expect(await bench.settle(active.evidenceOfEnd())).toMatchObject({ seen: true });
  });

  it("objects to a container that the targets do not have, naming what they have", async () => {
    await using bench = await open();
    const request = requestOn(bench, { action: (chosen) => containerKill(chosen, ["sidecar"]), sources: [0] });
    expect(bench.driver.objection(request)).toContain(
      `${request.sources[0]?.id} has ${request.sources[0]?.spec.container}`,
    );
  });

  it("objects to a node that is down already", async () => {
    await using bench = await open();
    const active = await injectOn(bench, { action: podFailure, sources: [0] });
    const again = requestOn(bench, { action: podFailure, sources: [0] });
    expect(bench.driver.objection(again)).toContain("is not running");
    await bench.settle(active.revert());
    expect(await bench.settle(active.evidenceOfEnd())).toMatchObject({ seen: true });
  });
}

interface Wanted {
  readonly action: (selection: Selection) => FaultAction;
  /** Positions in the cluster. */
  readonly sources: readonly number[];
  readonly peers?: readonly number[];
}

const nodesAt = (bench: ConformanceBench, positions: readonly number[]): ClusterNode[] =>
  positions.flatMap((position) => bench.cluster.nodes[position] ?? []);

const idsAt = (bench: ConformanceBench, positions: readonly number[]) => nodesAt(bench, positions).map(({ id }) => id);

const runningAt = (bench: ConformanceBench, positions: readonly number[]) =>
  nodesAt(bench, positions).map((node) => lifecycleOf(node)?.state().status === "running");

function requestOn(bench: ConformanceBench, wanted: Wanted): InjectRequest {
  const sources = nodesAt(bench, wanted.sources);
  const fault = sampleFault(wanted.action(selectNodes(...sources.map((node) => node.id))));
  return { fault, sources, peers: nodesAt(bench, wanted.peers ?? []) };
}

function injectOn(bench: ConformanceBench, wanted: Wanted) {
  const request = requestOn(bench, wanted);
  expect(bench.driver.objection(request)).toBeUndefined();
  return bench.settle(bench.driver.inject(request, bench.scope));
}
