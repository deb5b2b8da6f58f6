// Replays every head that was seen of every node, in order of time, and writes down what followed from it: when a
// block became canonical and settled for the observers, when the best height rose, reorganisations, steps back, and
// what was wrong with a node at each look.

import { headDistanceMax } from "../../model/cluster.ts";
import type { EventLog, EventOf } from "../../model/event.ts";
import { eachOf, probesOf } from "../../model/event-log.ts";
import type { Probe, ProbeLog } from "../../model/probe-log.ts";
import { BlockTimes } from "./block-times.ts";
import type { BlockTree } from "./block-tree.ts";
import { type ChainStep, ChainTracker } from "./chain-tracker.ts";
import { type Looks, LooksAtNode } from "./looks.ts";
import { SettlementBook, type Settlements } from "./settlements.ts";

export interface Reorg {
  readonly node: string;
  readonly seq: number;
  readonly atMs: number;
  readonly dropped: readonly string[];
}

/** A head that went back on its own chain, though nothing replaced the blocks above it. */
export interface StepBack {
  readonly node: string;
  readonly seq: number;
  readonly atMs: number;
  readonly fromHeight: number;
  readonly toHeight: number;
}

export interface HeadHistory {
  /** Per node, in the order they were asked. */
  readonly looks: ReadonlyMap<string, Looks>;
  readonly reorgs: readonly Reorg[];
  readonly stepsBack: readonly StepBack[];
  /** When an observer first had the block on its canonical chain. */
  readonly canonicalAtMs: BlockTimes;
  /** When an observer first had `confirmations` further blocks on it. */
  readonly settledAtMs: BlockTimes;
  /** What settled on any node, and whether it goes together. */
  readonly settlements: Settlements;
  /** New best heights over all observers, first sightings. */
  readonly bestHeights: readonly { readonly atMs: number; readonly height: number; readonly seq: number }[];
  /** Each node's chain as last told, by numbers of blocks. */
  readonly trackers: ReadonlyMap<string, ChainTracker<number>>;
}

export interface ReplayOptions {
  readonly events: EventLog;
  readonly tree: BlockTree;
  readonly nodes: readonly string[];
  readonly observers: readonly string[];
  readonly confirmations: number;
}

/** A client that changes over to another branch may show the fork's root for a moment, before the new blocks. */
const changeOverMs = 2000;

interface NodeState {
  readonly tracker: ChainTracker<number>;
  readonly isObserver: boolean;
  /** A head that went back, until the next one tells whether the old blocks return or others took their place. */
  wentBack: { readonly step: StepBack; readonly dropped: readonly number[] } | undefined;
  answeredAtMs: number;
  settledHeight: number;
  /** The lowest block that had its confirmations by number, but was not known to lie below the head. */
  doubtfulFrom: number;
}

/** What a look changed of a node's chain. */
interface Stepped {
  readonly node: string;
  readonly seq: number;
  readonly atMs: number;
  readonly step: ChainStep<number>;
}

/** Replays the samples and snapshots of a run in order of time. */
export function replayHeads(options: ReplayOptions): HeadHistory {
  const replay = new Replay(options, probesOf(options.events));
  let probes = 0;
  for (const event of eachOf(options.events, "probe.sampled", "chain.snapshot")) {
    if (event.type === "probe.sampled") replay.sampled(event, probes++);
    else replay.snapshot(event);
  }
  return replay.history();
}

class Replay {
  readonly #options: ReplayOptions;
  readonly #states = new Map<string, NodeState>();
  readonly #looks = new Map<string, LooksAtNode>();
  readonly #reorgs: Reorg[] = [];
  readonly #stepsBack: StepBack[] = [];
  readonly #canonicalAtMs: BlockTimes;
  readonly #settledAtMs: BlockTimes;
  readonly #settlements: SettlementBook;
  readonly #bestHeights: { atMs: number; height: number; seq: number }[] = [];

  constructor(options: ReplayOptions, probes: ProbeLog) {
    this.#options = options;
    this.#canonicalAtMs = new BlockTimes(options.tree);
    this.#settledAtMs = new BlockTimes(options.tree);
    this.#settlements = new SettlementBook(options.tree);
    const observers = new Set(options.observers);
    for (const node of options.nodes) {
      this.#looks.set(node, new LooksAtNode(probes));
      this.#states.set(node, {
        tracker: new ChainTracker<number>((block) => options.tree.parentAt(block)),
        isObserver: observers.has(node),
        wentBack: undefined,
        answeredAtMs: Number.NEGATIVE_INFINITY,
        settledHeight: -1,
        doubtfulFrom: Number.POSITIVE_INFINITY,
      });
    }
  }

  /** `index` is the number of the probe in the log. */
  sampled(probe: Probe, index: number): void {
    const state = this.#states.get(probe.node);
    if (state === undefined) return; // a node the header does not know: nothing to compare it with
    const { seq, atMs } = probe;
    if (!probe.answered) {
      this.#looks.get(probe.node)?.add(index, `did not answer (${probe.error})`);
      return;
    }
    const head = { height: probe.height, hash: this.#options.tree.numberOf(probe.hash) };
    // Several looks can be under way at once; one that was asked before the last answer may tell of an older head.
    const stale = probe.askedAtMs < state.answeredAtMs && state.tracker.isAncestor(head);
    if (!stale) {
      this.#applyStep(state, { node: probe.node, seq, atMs, step: state.tracker.advance(head) });
      state.answeredAtMs = atMs;
      if (state.isObserver) this.#raiseBest({ height: head.height, atMs, seq });
    }
    this.#looks.get(probe.node)?.add(index, this.#problemOf(probe, state));
  }

  snapshot(event: EventOf<"chain.snapshot">): void {
    const state = this.#states.get(event.node);
    if (state === undefined) return;
    const { node, seq, atMs, askedAtMs = atMs } = event;
    const hashes = event.hashes.map((hash) => this.#options.tree.numberOf(hash));
    // Reading a whole chain takes a while. Heads told meanwhile lie above it and are none the less the node's.
    const head = { height: hashes.length - 1, hash: hashes.at(-1) ?? -1 };
    const isOvertaken = askedAtMs < state.answeredAtMs && state.tracker.isAncestor(head);
    const chain = isOvertaken ? [...hashes, ...state.tracker.above(head.height)] : hashes;
    const step = state.tracker.adopt(chain, head.height);
    state.settledHeight = Math.min(state.settledHeight, state.doubtfulFrom - 1);
    state.doubtfulFrom = Number.POSITIVE_INFINITY;
    this.#applyStep(state, { node, seq, atMs, step });
    state.answeredAtMs = atMs;
  }

  #applyStep(state: NodeState, at: Stepped): void {
    const { node, seq, atMs, step } = at;
    this.#explainStepBack(state, atMs);
    if (step.rewound) {
      const back = { node, seq, atMs, fromHeight: step.fromHeight, toHeight: state.tracker.height };
      state.wentBack = { step: back, dropped: step.dropped };
    } else if (step.dropped.length > 0) {
      this.#reorgs.push({ node, seq, atMs, dropped: this.#hashesOf(step.dropped) });
    }
    for (const { height, hash } of step.added) {
      this.#settlements.added({ node, height, block: hash, seq });
      if (state.isObserver) this.#canonicalAtMs.happened(hash, atMs);
    }
    this.#settle(state, at);
  }

  /** Whether a head that went back was the first sight of a reorganisation. */
  #explainStepBack(state: NodeState, atMs: number): void {
    const { wentBack, tracker } = state;
    if (wentBack === undefined) return;
    const { step, dropped } = wentBack;
    const successor = tracker.hashAt(step.toHeight + 1);
    const isOverdue = atMs - step.atMs > changeOverMs;
    if (successor === undefined && !isOverdue) return;
    state.wentBack = undefined;
    const replaced = successor !== undefined && successor !== dropped[0] && !isOverdue;
    const { node, seq } = step;
    if (replaced) this.#reorgs.push({ node, seq, atMs: step.atMs, dropped: this.#hashesOf(dropped) });
    else this.#stepsBack.push(step);
  }

  /**
   * Settles what has its confirmations now, from where the chain is new on. What lies below a block whose body was
   * never seen may be of the branch that the node has left: it waits until the node lists its chain.
   */
  #settle(state: NodeState, { node, seq, atMs, step }: Stepped): void {
    const lowestNew = step.added[0]?.height ?? state.tracker.height + 1;
    state.settledHeight = Math.min(state.settledHeight, lowestNew - 1, state.tracker.height);
    for (let next = state.settledHeight + 1; next <= state.tracker.height - this.#options.confirmations; next++) {
      state.settledHeight = next;
      if (next < state.tracker.linkedFrom) {
        state.doubtfulFrom = Math.min(state.doubtfulFrom, next);
        continue;
      }
      const hash = state.tracker.hashAt(next);
      if (hash === undefined) continue;
      this.#settlements.settled({ node, height: next, block: hash, seq });
      if (state.isObserver) this.#settledAtMs.happened(hash, atMs);
    }
  }

  #hashesOf(blocks: readonly number[]): string[] {
    return blocks.map((block) => this.#options.tree.hashAt(block));
  }

  #raiseBest(head: { height: number; atMs: number; seq: number }): void {
    const best = this.#bestHeights.at(-1)?.height ?? -1;
    if (head.height > best) this.#bestHeights.push({ atMs: head.atMs, height: head.height, seq: head.seq });
  }

  #problemOf(probe: Extract<Probe, { answered: true }>, state: NodeState): string | undefined {
    if (probe.syncing) return "is syncing";
    const best = this.#bestObserver();
    if (best === undefined) return undefined;
    if (probe.height < best.height - headDistanceMax)
      return `is at height ${probe.height}, observers at ${best.height}`;
    // A fork of a block or two at the head is everyday life on Clique; two blocks further back it is another chain.
    const common = Math.min(probe.height, best.height) - headDistanceMax;
    if (common < Math.max(state.tracker.linkedFrom, best.linkedFrom)) return undefined;
    const [own, theirs] = [state.tracker.hashAt(common), best.hashAt(common)];
    const parted = own !== undefined && theirs !== undefined && own !== theirs;
    return parted ? `is on another chain than the observers at height ${common}` : undefined;
  }

  #bestObserver(): ChainTracker<number> | undefined {
    let best: ChainTracker<number> | undefined;
    for (const id of this.#options.observers) {
      const tracker = this.#states.get(id)?.tracker;
      if (tracker !== undefined && tracker.height > (best?.height ?? -1)) best = tracker;
    }
    return best;
  }

  history(): HeadHistory {
    for (const state of this.#states.values()) this.#explainStepBack(state, Number.POSITIVE_INFINITY);
    for (const looks of this.#looks.values()) looks.close();
    return {
      looks: this.#looks,
      reorgs: this.#reorgs,
      stepsBack: this.#stepsBack,
      canonicalAtMs: this.#canonicalAtMs,
      settledAtMs: this.#settledAtMs,
      settlements: this.#settlements,
      bestHeights: this.#bestHeights,
      trackers: new Map([...this.#states].map(([node, state]) => [node, state.tracker])),
    };
  }
}
