import { kindCode, type OperationBatch, outcomeCode } from "../../model/operation-log.ts";
import type { Slo } from "../../model/slo.ts";
import { countEvent, type EventSeconds, emptySeconds } from "../slo/event-seconds.ts";
import { isWithin, type Span } from "../windows.ts";

/** Counts the operations of a load that are events of one SLO, by second of the measured span. */
export class SloFold {
  readonly slo: Slo;
  /** Undefined when the run was not measured. */
  readonly seconds: EventSeconds | undefined;
  readonly #span: Span | undefined;
  readonly #method: string | undefined;

  constructor(slo: Slo, span: Span | undefined) {
    this.slo = slo;
    this.seconds = span && emptySeconds(span);
    this.#span = span;
    this.#method = slo.source.kind === "load" ? slo.source.method : undefined;
  }

  add(batch: OperationBatch): void {
    const [span, seconds] = [this.#span, this.seconds];
    if (span === undefined || seconds === undefined) return;
    for (let row = 0; row < batch.count; row++) {
      const atMs = batch.intendedAtMs[row] ?? 0;
      if (!isWithin(span, atMs)) continue;
      // What a dropped iteration would have asked is not known, so it counts against every method of its load.
      const isDropped = batch.kind[row] === kindCode.dropped;
      if (this.#method !== undefined && !isDropped && methodOf(batch, row) !== this.#method) continue;
      const isOk = !isDropped && batch.outcome[row] === outcomeCode.ok;
      countEvent(seconds, { atMs, good: isOk && isInTime(this.slo, (batch.doneAtMs[row] ?? 0) - atMs) });
    }
  }
}

const methodOf = (batch: OperationBatch, row: number): string =>
  batch.kind[row] === kindCode.transaction ? "eth_sendRawTransaction" : (batch.method[row] ?? "");

/** Whether a latency is within what the SLO asks for, where it asks for one. */
export function isInTime({ latencyMsMax, exclusive }: Slo, latencyMs: number): boolean {
  if (latencyMsMax === undefined) return true;
  return exclusive === true ? latencyMs < latencyMsMax : latencyMs <= latencyMsMax;
}
