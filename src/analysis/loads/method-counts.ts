import { kindCode, type OperationBatch, outcomeCode } from "../../model/operation-log.ts";
import type { MethodResult } from "../../model/result.ts";
import { summarizeHistogram } from "../latency.ts";
import { LatencyHistogram } from "../latency-histogram.ts";

interface MethodCount {
  ok: number;
  rejected: number;
  unknown: number;
  /** From the intended start to the answer; as in the table of the load, a rejection does not count. */
  readonly latencies: LatencyHistogram;
}

/** Methods that are told apart at most: a replayed log may hold anything. */
const methodsMax = 100;
export const otherMethods = "(other methods)";

/** What came of the reads of one load, by JSON-RPC method. */
export class MethodCounts {
  readonly #counts = new Map<string, MethodCount>();

  /** Counts an operation that was started. */
  add(batch: OperationBatch, row: number): void {
    if (batch.kind[row] !== kindCode.read) return;
    const count = this.#countOf(batch.method[row] ?? "");
    const outcome = batch.outcome[row];
    if (outcome === outcomeCode.rejected) {
      count.rejected += 1;
      return;
    }
    if (outcome === outcomeCode.ok) count.ok += 1;
    else count.unknown += 1;
    count.latencies.record((batch.doneAtMs[row] ?? 0) - (batch.intendedAtMs[row] ?? 0));
  }

  /** Most frequent first, then by name; rates over so many seconds. */
  list(seconds: number): MethodResult[] {
    const results = [...this.#counts].map(([method, { latencies, ...counts }]) => ({
      method,
      ...counts,
      okPerSecond: seconds === 0 ? 0 : counts.ok / seconds,
      latency: summarizeHistogram(latencies),
    }));
    const total = ({ ok, rejected, unknown }: MethodResult) => ok + rejected + unknown;
    return results.sort((a, b) => total(b) - total(a) || (a.method < b.method ? -1 : 1));
  }

  #countOf(method: string): MethodCount {
    const known = this.#counts.get(method);
    if (known !== undefined) return known;
    if (this.#counts.size >= methodsMax && method !== otherMethods) return this.#countOf(otherMethods);
    const added = { ok: 0, rejected: 0, unknown: 0, latencies: LatencyHistogram.empty() };
    this.#counts.set(method, added);
    return added;
  }
}
