import { errorText } from "../base/errors.ts";
import { type RpcAnswer, resultOf } from "../platform/rpc.ts";
import { hex } from "./ask-in-batches.ts";
import { type BlockToRead, groupBlocks } from "./choose-reads.ts";
import { digestReceipts } from "./digest-receipts.ts";
import { quantity } from "./parse-block.ts";
import { type StateReader, tellFailure } from "./state-reader.ts";

/** A hundred kilobytes of JSON: parsing more at once would hold up the probes. */
const txsPerBatch = 120;
const blocksPerBatch = 50;

/** Emits receipts.read for the node's own blocks at these heights, in this order, until its time is spent. */
export async function readReceipts(reader: StateReader, blocks: readonly BlockToRead[]): Promise<void> {
  const failures = new Map<string, number[]>();
  let left = blocks.length;
  const fail = (error: unknown, height: number) => {
    const heights = failures.get(errorText(error)) ?? [];
    failures.set(errorText(error), [...heights, height]);
  };
  for (const group of groupBlocks(blocks, { txsMax: txsPerBatch, blocksMax: blocksPerBatch })) {
    const answers = await askForGroup(reader, group).catch((error: unknown) => error);
    if (!Array.isArray(answers)) {
      fail(`${errorText(answers)}; receipts of ${left} blocks were not read`, group[0]?.height ?? 0);
      break;
    }
    for (const [index, { height }] of group.entries()) {
      try {
        emitReceipts(reader, answers.slice(2 * index, 2 * index + 2));
      } catch (error) {
        fail(error, height);
      }
    }
    left -= group.length;
  }
  for (const [error, heights] of failures) {
    const more = heights.length > 1 ? ` (and ${heights.length - 1} more blocks)` : "";
    tellFailure(reader, { what: "receipts", height: heights[0] ?? 0, error: `${error}${more}` });
  }
}

/** Header and receipts of each block in turn. Rejects when there was no time or no answer. */
async function askForGroup({ client, budget }: StateReader, group: readonly BlockToRead[]): Promise<RpcAnswer[]> {
  const calls = group.flatMap(({ height }) => [
    { method: "eth_getBlockByNumber", params: [hex(height), false] },
    { method: "eth_getBlockReceipts", params: [hex(height)] },
  ]);
  const answers = await client.batch(calls, budget.timeoutMs());
  const [first] = answers;
  if (first?.kind === "unreachable" || first?.kind === "unknown") throw new Error(`no answer: ${first.reason}`);
  return [...answers];
}

function emitReceipts({ events, node }: StateReader, [header, receipts]: readonly RpcAnswer[]): void {
  const block = header === undefined ? null : (resultOf(header) as Record<string, unknown> | null);
  const hash = block?.["hash"];
  if (block === null || typeof hash !== "string") throw new Error("there is no block at this height");
  const baseFeeWei = BigInt(String(block["baseFeePerGas"] ?? 0));
  const summary = digestReceipts(receipts === undefined ? undefined : resultOf(receipts), { hash, baseFeeWei });
  events.emit({
    type: "receipts.read",
    source: "observe",
    node: node.id,
    height: quantity(block["number"]),
    hash,
    stateRoot: String(block["stateRoot"]),
    receiptsRoot: String(block["receiptsRoot"]),
    gasUsed: summary.gasUsed,
    count: summary.count,
    digest: summary.digest,
    feesWei: String(summary.feesWei),
    tipsWei: String(summary.tipsWei),
    failed: [...summary.failed],
  });
}
