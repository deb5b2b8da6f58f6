// Which logs a subscription delivered, by block. Nothing here knows k6.

export interface DeliveredLog {
  readonly blockHash: string;
  readonly index: number;
  /** Told again because its block is no longer canonical. */
  readonly removed: boolean;
}

/** Of a chain with a block each second: minutes. */
const blocksKept = 256;

/** Undefined when it is none. */
export function readLog(log: unknown): DeliveredLog | undefined {
  if (typeof log !== "object" || log === null) return undefined;
  const { blockHash, logIndex, removed } = log as Readonly<Record<string, unknown>>;
  if (typeof blockHash !== "string") return undefined;
  return { blockHash, index: Number(logIndex), removed: removed === true };
}

export class LogFollower {
  readonly #indexesByBlock = new Map<string, Set<number>>();

  deliver({ blockHash, index, removed }: DeliveredLog): "new" | "duplicate" | "removed" {
    if (removed) return "removed";
    const indexes = this.#indexesByBlock.get(blockHash) ?? new Set();
    if (indexes.has(index)) return "duplicate";
    indexes.add(index);
    this.#indexesByBlock.set(blockHash, indexes);
    for (const old of this.#indexesByBlock.keys()) {
      if (this.#indexesByBlock.size <= blocksKept) break;
      this.#indexesByBlock.delete(old);
    }
    return "new";
  }

  /** How many of a block's logs, as the node gives them when asked, were not delivered. */
  countMissed(logs: readonly DeliveredLog[]): number {
    return logs.filter(({ blockHash, index }) => this.#indexesByBlock.get(blockHash)?.has(index) !== true).length;
  }
}
