// Whether the network looks healthy right now, from the events so far. It only decides when a run goes on (steady
// reached, recovered enough for the next fault); what is reported is judged afterwards by `analysis` from the journal.

import { headDistanceMax } from "../model/cluster.ts";
import type { RunEvent } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import type { SeenBlock } from "../observe/parse-block.ts";

interface NodeView {
  readonly atMs: number;
  readonly answered: boolean;
  readonly height: number;
  readonly hash: string;
  readonly syncing: boolean;
}

export interface LiveHealthOptions {
  readonly plan: Plan;
  readonly observers: ReadonlySet<string>;
  readonly blocks: ReadonlyMap<string, SeenBlock>;
  readonly outstandingCanaries: () => readonly { readonly intendedAtMs: number }[];
}

export class LiveHealth {
  readonly #options: LiveHealthOptions;
  readonly #nodes = new Map<string, NodeView>();
  readonly #loads = new Map<string, { offered: number; done: number }[]>();
  #bestHeight = -1;
  #bestSinceMs = 0;
  #canariesIncluded = 0;

  constructor(options: LiveHealthOptions) {
    this.#options = options;
  }

  get bestHeight(): number {
    return this.#bestHeight;
  }

  apply(event: RunEvent): void {
    if (event.type === "probe.sampled") this.#applySample(event);
    if (event.type === "canary.resolved" && event.outcome === "included") this.#canariesIncluded += 1;
    if (event.type !== "load.sampled") return;
    const seconds = this.#loads.get(event.load) ?? [];
    seconds.push({ offered: event.offered, done: event.ok });
    this.#loads.set(event.load, seconds.slice(-3));
  }

  #applySample(event: Extract<RunEvent, { type: "probe.sampled" }>): void {
    const view = event.answered
      ? { atMs: event.atMs, answered: true, height: event.height, hash: event.hash, syncing: event.syncing }
      : { atMs: event.atMs, answered: false, height: -1, hash: "", syncing: false };
    this.#nodes.set(event.node, view);
    if (!event.answered || !this.#options.observers.has(event.node) || event.height <= this.#bestHeight) return;
    this.#bestHeight = event.height;
    this.#bestSinceMs = event.atMs;
  }

  /** What is not well, in words; empty when the network is healthy. */
  complaints(nowMs: number): string[] {
    return [...this.#nodeComplaints(nowMs), ...this.#progressComplaints(nowMs)];
  }

  /** Loads that are below their rate over the last seconds; what `steady` asks beyond health. */
  rateComplaints(): string[] {
    return this.#options.plan.loads.flatMap(({ name, engine }) => {
      const seconds = this.#loads.get(name) ?? [];
      const offered = seconds.reduce((sum, second) => sum + second.offered, 0);
      const done = seconds.reduce((sum, second) => sum + second.done, 0);
      // A closed loop has no rate to come to: that it is answered is all that can be asked of it.
      const enough = engine === "autocannon" ? 1 : offered * this.#options.plan.minRateShare;
      if (seconds.length >= 3 && done >= enough) return [];
      return [`load ${name} does ${done} of ${Math.round(offered)} operations in ${seconds.length} s`];
    });
  }

  #nodeComplaints(nowMs: number): string[] {
    const { plan } = this.#options;
    const staleMs = 3 * plan.probe.everyMs + plan.probe.timeoutMs;
    return plan.cluster.nodes.flatMap(({ id }) => {
      const view = this.#nodes.get(id);
      if (view === undefined || nowMs - view.atMs > staleMs) return [`${id} has not been heard of`];
      if (!view.answered) return [`${id} does not answer`];
      if (view.syncing) return [`${id} is syncing`];
      if (view.height < this.#bestHeight - headDistanceMax)
        return [`${id} is at ${view.height} of ${this.#bestHeight}`];
      return this.#diverged(view) ? [`${id} is on another chain`] : [];
    });
  }

  #progressComplaints(nowMs: number): string[] {
    const { plan } = this.#options;
    const complaints: string[] = [];
    const ageMs = nowMs - this.#bestSinceMs;
    if (ageMs > 3 * plan.cluster.consensus.blockPeriodMs + 1000) {
      complaints.push(`no new block for ${(ageMs / 1000).toFixed(1)} s (height ${this.#bestHeight})`);
    }
    const late = this.#options
      .outstandingCanaries()
      .filter((canary) => nowMs - canary.intendedAtMs > plan.canary.sloMs);
    // Canaries that were lost for good stay outstanding; only those of the last two periods say something about now.
    const recentlyLate = late.filter((canary) => nowMs - canary.intendedAtMs < 2 * plan.canary.sloMs);
    if (recentlyLate.length > 1) complaints.push(`${recentlyLate.length} canaries are late`);
    if (this.#canariesIncluded === 0) complaints.push("no canary has been included yet");
    return complaints;
  }

  /** Whether this head and the best chain part ways further back than headDistanceMax blocks. */
  #diverged(view: NodeView): boolean {
    const { blocks } = this.#options;
    const best = [...this.#nodes.entries()]
      .filter(([id, other]) => this.#options.observers.has(id) && other.answered)
      .reduce<NodeView | undefined>(
        (top, [, other]) => (top === undefined || other.height > top.height ? other : top),
        undefined,
      );
    if (best === undefined) return false;
    let [high, low] = best.height >= view.height ? [best.hash, view.hash] : [view.hash, best.hash];
    for (let steps = 0; steps <= 2 * headDistanceMax + 2; steps++) {
      if (high === low) return false;
      const [upper, lower] = [blocks.get(high), blocks.get(low)];
      if (upper === undefined || lower === undefined) return false; // body on its way: the next look decides
      if (upper.height > lower.height) high = upper.parentHash;
      else if (best.height - upper.height >= headDistanceMax) return true;
      else [high, low] = [upper.parentHash, lower.parentHash];
    }
    return true;
  }
}
