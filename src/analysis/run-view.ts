// Everything the judges share, worked out once from the recorded run.

import type { RecordedRun } from "../model/recorded-run.ts";
import { type Canaries, listCanaries } from "./canaries.ts";
import { type ChainView, viewChain } from "./chain/chain-view.ts";
import { InvocationBook } from "./ledger/invocations.ts";
import { keepLedger, type Ledger } from "./ledger/ledger.ts";
import { foldLoad, type LoadTally } from "./loads/fold-load.ts";
import { chooseBuckets, type TimeGrid } from "./time-grid.ts";
import { findWindows, type Windows } from "./windows.ts";

export interface RunView {
  readonly run: RecordedRun;
  readonly windows: Windows;
  readonly grid: TimeGrid;
  readonly chain: ChainView;
  readonly canaries: Canaries;
  /** By name; those of the plan, and any other that the run has operations of. */
  readonly loads: ReadonlyMap<string, LoadTally>;
  readonly ledger: Ledger;
}

/** Works out what the judges share. The operations are read here, once, and nowhere else. */
export function viewRun(run: RecordedRun): RunView {
  const windows = findWindows(run.events, run.plan);
  const grid = chooseBuckets(windows.endMs);
  const chain = viewChain(run);
  const book = new InvocationBook(chain.tree);
  const names = new Set([...run.plan.loads.map((load) => load.name), ...run.operations.keys()]);
  const loads = new Map<string, LoadTally>();
  for (const name of names) {
    const onTransaction = book.load(name);
    const slos = run.plan.objectives.slos.filter(({ source }) => source.kind === "load" && source.load === name);
    loads.set(name, foldLoad(run.operations.get(name) ?? [], { windows, grid, slos, onTransaction }));
  }
  book.canaries(run.events);
  return {
    run,
    windows,
    grid,
    chain,
    loads,
    canaries: listCanaries(run.events, { sloMs: run.plan.canary.sloMs, endMs: windows.endMs }),
    ledger: keepLedger({ invocations: book.close(), run, chain }),
  };
}
