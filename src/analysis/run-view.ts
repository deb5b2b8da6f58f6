// Everything the judges share, worked out once from the recorded run.

import type { RecordedRun } from "../model/recorded-run.ts";
import { type Canary, listCanaries } from "./canaries.ts";
import { type ChainView, viewChain } from "./chain/chain-view.ts";
import { keepLedger, type Ledger } from "./ledger/ledger.ts";
import { findWindows, type Windows } from "./windows.ts";

export interface RunView {
  readonly run: RecordedRun;
  readonly windows: Windows;
  readonly chain: ChainView;
  readonly canaries: readonly Canary[];
  readonly ledger: Ledger;
}

/** Works out what the judges share. */
export function viewRun(run: RecordedRun): RunView {
  const windows = findWindows(run.events, run.plan);
  const chain = viewChain(run);
  return {
    run,
    windows,
    chain,
    canaries: listCanaries(run.events, { sloMs: run.plan.canary.sloMs, endMs: windows.endMs }),
    ledger: keepLedger(run, chain),
  };
}
