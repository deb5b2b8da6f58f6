import { createHash } from "node:crypto";
import { askAmounts, inState, readStates, type StateReader } from "./state-reader.ts";

/** All accounts that can hold wei on the network, without repetition, and those of them that tips are credited to. */
export interface ClosedSet {
  readonly accounts: readonly string[];
  readonly sealers: ReadonlySet<string>;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** Emits balances.read for each height, or state.read-failed. */
export async function readBalances(
  reader: StateReader,
  { set, heights }: { set: ClosedSet; heights: readonly number[] },
): Promise<void> {
  const { accounts, sealers } = set;
  await readStates(reader, {
    what: "balances",
    heights,
    async read(state) {
      const calls = accounts.map((account) => ({ method: "eth_getBalance", params: [account, inState(state)] }));
      const balances = await askAmounts(reader, calls);
      reader.events.emit({
        type: "balances.read",
        source: "observe",
        node: reader.node.id,
        ...state,
        accounts: accounts.length,
        totalWei: String(sum(balances)),
        sealersWei: String(sum(balances.filter((_, index) => sealers.has(accounts[index] ?? "")))),
        digest: `0x${createHash("sha256").update(balances.join("\n")).digest("hex")}`,
      });
    },
  });
}
