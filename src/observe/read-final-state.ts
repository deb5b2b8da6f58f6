// The last look at what the nodes have made of the blocks: balances, contracts and receipts, on every node for the same
// blocks. Bounded in time; what could not be read is told and never an exception.

import { errorText } from "../base/errors.ts";
import type { ClusterSpec } from "../model/cluster.ts";
import type { ClusterNode } from "../model/node.ts";
import type { RunScope } from "../model/run-scope.ts";
import type { RpcClient } from "../platform/rpc.ts";
import { chooseHeights, orderBlocks, type SeenSize } from "./choose-reads.ts";
import { closeSet, findSealers } from "./closed-set.ts";
import { findLowestState, findSettledHeight } from "./find-heights.ts";
import { readBalances } from "./read-balances.ts";
import { type ContractQuestion, readContracts } from "./read-contracts.ts";
import { readReceipts } from "./read-receipts.ts";
import { type StateReader, tellFailure } from "./state-reader.ts";
import { openTimeBudget } from "./time-budget.ts";

/** For all nodes at once: the nodes work at the same time, but mostly on the same processors. */
const budgetMs = 6000;

export interface FinalStateOptions {
  readonly spec: Pick<ClusterSpec, "consensus" | "confirmations">;
  readonly nodes: readonly ClusterNode[];
  readonly clientOf: (node: ClusterNode) => RpcClient;
  /** All accounts with money in genesis, and the contracts. */
  readonly holders: readonly string[];
  readonly questions: readonly ContractQuestion[];
  /** Every block that was seen, by hash. */
  readonly blocks: ReadonlyMap<string, SeenSize>;
  readonly scope: Pick<RunScope, "clock" | "signal" | "events">;
}

/** Emits balances.read, contract.read and receipts.read of every node, or state.read-failed. */
export async function readFinalState(options: FinalStateOptions): Promise<void> {
  const { clientOf, scope, questions } = options;
  const budget = openTimeBudget({ clock: scope.clock, budgetMs, signal: scope.signal });
  const readers = options.nodes.map(
    (node): StateReader => ({ node, client: clientOf(node), budget, events: scope.events }),
  );
  try {
    const clients = readers.map((reader) => reader.client);
    const settled = await findSettledHeight(clients, options.spec.confirmations);
    const lowest = await Promise.all(clients.map((client) => findLowestState(client, settled)));
    const heights = chooseHeights({ lowest: Math.max(...lowest), settled });
    const { consensus } = options.spec;
    // On an external network others send to our accounts and from theirs: no sum is to be kept there.
    const isClosed = consensus.kind !== "external";
    const sealers = isClosed ? await findSealers(clients, { consensus, height: settled }) : [];
    const set = closeSet({ holders: options.holders, sealers });
    await Promise.all(
      readers.map(async (reader, index) => {
        if (isClosed) await readBalances(reader, { set, heights });
        await readContracts(reader, { questions, heights });
        const order = { settled, seen: options.blocks.values(), reader: { index, of: readers.length } };
        await readReceipts(reader, orderBlocks(order));
      }),
    );
  } catch (error) {
    // Nobody tells how far the chain is or who seals it: then there is nothing to be read on any node.
    for (const reader of readers) {
      for (const what of ["balances", ...(questions.length > 0 ? ["contract"] : []), "receipts"]) {
        tellFailure(reader, { what, height: 0, error: errorText(error) });
      }
    }
  }
}
