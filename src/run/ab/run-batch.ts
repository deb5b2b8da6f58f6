// One batch of runs, both sides in turn. It knows how to make a run only through `runOne`, so that its order, its
// replacements and its patience can be tested without a network.

import type { Clock } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import type { Result } from "../../model/result.ts";
import { type AbSide, type AbTurn, orderRuns } from "./order-runs.ts";

export interface AbRun extends AbTurn {
  /** Position in the job, from 0, over both sides and all batches. */
  readonly order: number;
  readonly dir: string;
  readonly result: Result;
}

export interface BatchOptions {
  readonly pairs: number;
  readonly seed: number;
  /** 0 for the first batch, 1 for the one that is to confirm it. */
  readonly batch: number;
  /** Runs of a side that may be repeated because they were invalid. */
  readonly maxReplacements: number;
  /** Position of the batch's first run in the job. */
  readonly firstOrder: number;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  /** Makes one run. Rejects only when the whole job has to end: interrupted, or an environment that cannot run it. */
  readonly runOne: (turn: AbTurn, order: number) => Promise<{ readonly dir: string; readonly result: Result }>;
}

/** All runs of a batch in the order they were made; invalid ones are among them, and so are those that replaced them. */
export async function runBatch(options: BatchOptions): Promise<readonly AbRun[]> {
  const { maxReplacements, firstOrder, clock, say } = options;
  const turns = orderRuns(options);
  const runs: AbRun[] = [];
  const replaced: Record<AbSide, number> = { reference: 0, candidate: 0 };
  const startedAtMs = clock.nowMs();
  for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
    const left = eta({ elapsedMs: clock.nowMs() - startedAtMs, done: runs.length, left: turns.length + 1 });
    say(`run ${runs.length + 1} of ${runs.length + turns.length + 1}: ${turn.side}, pair ${turn.pair + 1}${left}`);
    const order = firstOrder + runs.length;
    const { dir, result } = await options.runOne(turn, order);
    runs.push({ ...turn, order, dir, result });
    if (result.invalid.length === 0) continue;
    say(`this run does not count: ${result.invalid[0]}`);
    if (replaced[turn.side] < maxReplacements) {
      replaced[turn.side] += 1;
      // At the end, so that one bad minute does not hit the replacement too.
      turns.push({ side: turn.side, pair: turn.pair });
    } else {
      giveUpIfHopeless(runs, turn.side);
    }
  }
  return runs;
}

/** A side of which no run was ever valid will not have one after an hour either. */
function giveUpIfHopeless(runs: readonly AbRun[], side: AbSide): void {
  const own = runs.filter((run) => run.side === side);
  const last = own.at(-1);
  if (last === undefined || own.some((run) => run.result.invalid.length === 0)) return;
  throw new ChaindrillError({
    message: `none of the first ${own.length} runs of the ${side} is valid: ${last.result.invalid[0]}`,
    hint: `Look at ${last.dir}; make the plan run well by itself before comparing with it.`,
    exitCode: exitCode.unknown,
  });
}

function eta({ elapsedMs, done, left }: { elapsedMs: number; done: number; left: number }): string {
  return done === 0 ? "" : `, about ${formatDuration(Math.round((elapsedMs / done) * left))} left`;
}
