// Kills the harness of the main drill with SIGKILL at many moments, and shows what is left each time: nothing, or this
// program ends with 1. Not a test: 30 moments take half an hour.
//
//   node scripts/soak/kill-harness.ts [count] [seed]

import { formatDuration } from "../../src/base/duration.ts";
import { seededRandom } from "../../src/base/random.ts";
import { openPlaces } from "../../src/testing/command-places.ts";
import { type KilledHarness, killHarness } from "../../src/testing/kill-harness.ts";

/** A drill takes a little less, so that some moments are during its teardown, and some after its end. */
const momentMsMax = 110_000;
const clearedWithinMs = 30_000;

const [count = 10, seed = 1] = process.argv.slice(2).map(Number);
const random = seededRandom(seed, "soak");
const moments = Array.from({ length: count }, () => random.below(momentMsMax));

console.log(`${"moment".padStart(9)}  ${"phase".padEnd(10)}  ${"nothing left".padStart(12)}  leftovers`);
const killed: KilledHarness[] = [];
for (const killAfterMs of moments) {
  // Places of its own each time: what one leaves behind must not be taken for the next one's.
  await using places = await openPlaces();
  const args = ["run", "drill", "--out", places.runsDir];
  const one = await killHarness({ args, places, killAfterMs, clearedWithinMs });
  killed.push(one);
  const after = one.afterMs === undefined ? "never" : formatDuration(one.afterMs);
  const columns = [formatDuration(killAfterMs).padStart(9), one.phase.padEnd(10), after.padStart(12)];
  console.log(`${columns.join("  ")}  ${one.leftovers.join("; ") || "-"}`);
}

const unclean = killed.filter(({ leftovers }) => leftovers.length > 0);
const longestMs = Math.max(0, ...killed.flatMap(({ afterMs }) => afterMs ?? []));
console.log(
  `${killed.length} kills (seed ${seed}), ${unclean.length} left something behind; nothing left after ${formatDuration(longestMs)} at most`,
);
if (unclean.length > 0) process.exitCode = 1;
