import { assertNever } from "../base/assert.ts";
import { errorText } from "../base/errors.ts";
import type { Consensus } from "../model/cluster.ts";
import { type RpcClient, resultOf } from "../platform/rpc.ts";
import { hex } from "./ask-in-batches.ts";
import type { ClosedSet } from "./read-balances.ts";

const askWithinMs = 1000;
/** Owner of what is sent to nobody: anvil credits the tips to it. */
const zeroAddress = `0x${"00".repeat(20)}`;

/**
 * Those that genesis made rich, the contracts, and whoever seals. Our first blocks give nothing to anybody else, and no
 * transaction of ours sends wei out of the set, so none can be outside of it.
 */
export function closeSet(options: { holders: readonly string[]; sealers: readonly string[] }): ClosedSet {
  const sealers = new Set(options.sealers.map((sealer) => sealer.toLowerCase()));
  const holders = options.holders.map((holder) => holder.toLowerCase());
  return { accounts: [...new Set([...holders, ...sealers, zeroAddress])], sealers };
}

/** Whom the blocks up to a height credit their tips to, as the first node tells that answers. Rejects when none does. */
export async function findSealers(
  clients: readonly RpcClient[],
  options: { consensus: Consensus; height: number },
): Promise<readonly string[]> {
  const told = await Promise.allSettled(clients.map((client) => askForSealers(client, options)));
  const answered = told.find((one) => one.status === "fulfilled");
  if (answered !== undefined) return answered.value;
  throw new Error(
    `no node tells who seals: ${told.map((one) => errorText("reason" in one ? one.reason : "")).join("; ")}`,
  );
}

async function askForSealers(
  client: RpcClient,
  { consensus, height }: { consensus: Consensus; height: number },
): Promise<string[]> {
  const { kind } = consensus;
  switch (kind) {
    case "clique": {
      // A Clique header's own `miner` is for votes; tips go to who signed it (https://eips.ethereum.org/EIPS/eip-225).
      const signers = resultOf(await client.call("clique_getSigners", [hex(height)], askWithinMs));
      if (!Array.isArray(signers)) throw new Error("the signers were not told");
      return signers.map(String);
    }
    case "dev": {
      const block = resultOf(await client.call("eth_getBlockByNumber", [hex(height), false], askWithinMs));
      return [String((block as Record<string, unknown> | null)?.["miner"] ?? zeroAddress)];
    }
    case "external":
      throw new Error("the accounts of an external network are not a closed set: others send to it and from it");
    default:
      return assertNever(kind);
  }
}
