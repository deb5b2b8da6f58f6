import type { Clock } from "../../base/clock.ts";
import type { GzipLines } from "../../platform/gzip-lines.ts";
import type { LoadRecorder } from "./record-load.ts";
import type { Generator } from "./start-generator.ts";

export interface FollowOptions {
  readonly generators: readonly Pick<Generator, "read" | "exited">[];
  readonly recorder: Pick<LoadRecorder, "take" | "idle">;
  readonly lines: Pick<GzipLines, "drained">;
  readonly clock: Clock;
  readonly sinceStartMs: () => number;
}

const lookEveryMs = 100;

/** Reads what generators report until all are gone and all is read. */
export async function followGenerators(options: FollowOptions): Promise<void> {
  const { generators, recorder, lines, clock, sinceStartMs } = options;
  let gone = false;
  Promise.all(generators.map(({ exited }) => exited)).then(() => {
    gone = true;
  });
  for (;;) {
    // Before the reading: what is written after it is newer.
    const [wasGone, lookedAtMs] = [gone, sinceStartMs()];
    let told = 0;
    for (const [index, generator] of generators.entries()) {
      const read = await generator.read();
      told += read.length;
      if (read.length > 0 && !recorder.take(read, index)) await lines.drained();
    }
    if (told === 0 && wasGone) return;
    if (told === 0 && !recorder.idle(lookedAtMs)) await lines.drained();
    if (!wasGone) await clock.sleep(lookEveryMs);
  }
}
