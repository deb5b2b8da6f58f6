// The last look at the state of a simulated network, as the harness takes it after the last snapshots: receipts of every
// settled block, balances and contracts at four heights, of every node that answers.

import type { EventBody } from "../model/event.ts";
import type { RunScript } from "./run-script.ts";
import type { SimulatedBlock, SimulatedNetwork } from "./simulated-network.ts";
import {
  feesWeiIn,
  gasUsedBy,
  holdingsAfter,
  type SimulatedHoldings,
  simulatedCounter,
  simulatedToken,
  tipsWeiIn,
  tokenSupply,
} from "./simulated-state.ts";

export interface LastLook {
  readonly script: RunScript;
  readonly network: SimulatedNetwork;
  /** Accounts of loads and canaries. */
  readonly senders: number;
}

/** Before teardown, after the last snapshot. */
const beforeEndMs = 1_000;

/** When it is taken, and what it finds, node by node. */
export function takeLastLook({ script, network, senders }: LastLook): { atMs: number; body: EventBody }[] {
  const atMs = script.endAtMs - beforeEndMs;
  const nodes = script.plan.cluster.nodes.map(({ id }) => String(id));
  const chains = nodes.map((node) => network.chainAt(node, atMs));
  const lowestHead = Math.min(...chains.flatMap((chain) => (chain === undefined ? [] : chain.length - 1)));
  const settled = Math.max(0, lowestHead - script.plan.cluster.confirmations);
  const heights = [...new Set([0, Math.floor(settled / 3), Math.floor((2 * settled) / 3), settled])];
  const sealers = script.plan.cluster.nodes.filter((node) => node.role !== "rpc").length;
  const bodies = nodes.flatMap((node, index) => {
    const chain = chains[index];
    if (chain === undefined || !Number.isFinite(lowestHead)) return refused(node);
    return [
      ...chain.slice(1, settled + 1).map((block) => receiptsOf(node, block)),
      ...heights.flatMap((height) => {
        const accounts = senders + sealers + 2;
        const holdings = holdingsAfter(chain.slice(0, height + 1), { accounts, sealers });
        const block = chain[height];
        return block === undefined ? [] : stateOf(node, { block, holdings, accounts, script });
      }),
    ];
  });
  return bodies.map((body) => ({ atMs, body }));
}

const refused = (node: string): EventBody[] =>
  ["receipts", "balances"].map((what) => ({
    type: "state.read-failed",
    node,
    what,
    height: 0,
    error: "refused",
  }));

/** A digest that is the block's own, and another one for each purpose. */
const digest = (block: SimulatedBlock, purpose: string): string => `0x${purpose}${block.hash.slice(3)}`;

function receiptsOf(node: string, block: SimulatedBlock): EventBody {
  return {
    type: "receipts.read",
    node,
    height: block.height,
    hash: block.hash,
    stateRoot: digest(block, block.hash.startsWith("0xb") ? "1" : "2"),
    receiptsRoot: digest(block, block.hash.startsWith("0xb") ? "3" : "4"),
    count: block.txs.length,
    gasUsed: gasUsedBy(block),
    digest: digest(block, block.hash.startsWith("0xb") ? "5" : "6"),
    feesWei: String(feesWeiIn(block)),
    tipsWei: String(tipsWeiIn(block)),
    failed: [],
  };
}

function stateOf(
  node: string,
  look: { block: SimulatedBlock; holdings: SimulatedHoldings; accounts: number; script: RunScript },
): EventBody[] {
  const { block, holdings, accounts, script } = look;
  const at = { node, height: block.height, hash: block.hash };
  const balances: EventBody = {
    type: "balances.read",
    ...at,
    accounts,
    totalWei: String(holdings.totalWei),
    sealersWei: String(holdings.sealersWei),
    digest: digest(block, "7"),
  };
  if (!script.plan.loads.some((load) => load.corpus === "contracts")) return [balances];
  const contract = (name: string, options: { address: string; what: string; value: string }): EventBody => ({
    type: "contract.read",
    ...at,
    contract: name,
    ...options,
  });
  return [
    balances,
    contract("counter", { address: simulatedCounter, what: "count", value: String(holdings.count) }),
    contract("token", { address: simulatedToken, what: "totalSupply", value: String(tokenSupply) }),
    contract("token", { address: simulatedToken, what: "sumOfBalances", value: String(tokenSupply) }),
  ];
}
