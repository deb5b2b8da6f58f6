// Kills the harness of a run with SIGKILL at many moments, and shows what is left each time: nothing after ten seconds, or
// this program ends with 1. Not a test: a hundred moments take an hour.
//
//   node scripts/soak/kill-harness.ts [count] [seed] [--backend netns|docker] [--plan fault-tour] [--faults]
//
// With --faults nine in ten moments lie in the first ten seconds of a fault, of the first to the eighth of the plan.

import { parseArgs } from "node:util";
import { formatDuration } from "../../src/base/duration.ts";
import { seededRandom } from "../../src/base/random.ts";
import { openPlaces } from "../../src/testing/command-places.ts";
import { type KilledHarness, killHarness } from "../../src/testing/kill-harness.ts";

/** A drill takes a little less, so that some moments are during its teardown, and some after its end. */
const momentMsMax = 110_000;
const afterFaultMsMax = 10_000;
const faultsMax = 8;
/** What a run may take to be gone. */
const goneMsMax = 10_000;
/** Whether what takes longer goes at all. */
const clearedWithinMs = 60_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: "string" },
    plan: { type: "string", default: "drill" },
    faults: { type: "boolean", default: false },
  },
});
const [count = 10, seed = 1] = positionals.map(Number);
const { backend, plan, faults } = values;
const random = seededRandom(seed, "soak");
const moments = Array.from({ length: count }, () =>
  faults && random.below(10) > 0
    ? { killAfterMs: random.below(afterFaultMsMax), sinceFaults: 1 + random.below(faultsMax) }
    : { killAfterMs: random.below(momentMsMax) },
);

const heads = ["moment".padStart(9), "phase".padEnd(10), "nothing left".padStart(12), "leftovers", "active faults"];
console.log(heads.join("  "));
const killed: KilledHarness[] = [];
for (const moment of moments) {
  // Places of its own each time: what one leaves behind must not be taken for the next one's.
  await using places = await openPlaces();
  const args = ["run", plan, "--beside", "--out", places.runsDir];
  if (backend !== undefined) args.push("--backend", backend);
  const one = await killHarness({ args, places, ...moment, clearedWithinMs });
  killed.push(one);
  const after = one.afterMs === undefined ? "never" : formatDuration(one.afterMs);
  const columns = [formatDuration(moment.killAfterMs).padStart(9), one.phase.padEnd(10), after.padStart(12)];
  const faultNames = [...one.activeFaults, ...one.begunFaults.map((name) => `${name} (begun)`)].join(", ");
  console.log(`${columns.join("  ")}  ${one.leftovers.join("; ") || "-"}  ${faultNames || "-"}`);
  if (isLate(one)) console.log(one.watchdogSaid.trim() || "the watchdog wrote nothing down");
}

function isLate({ afterMs }: KilledHarness): boolean {
  return afterMs === undefined || afterMs > goneMsMax;
}

const amid = killed.filter(({ activeFaults }) => activeFaults.length > 0);
const late = killed.filter(isLate);
const longestMs = Math.max(0, ...killed.flatMap(({ afterMs }) => afterMs ?? []));
console.log(
  `${killed.length} kills (seed ${seed}), ${amid.length} of them with faults active, ${late.length} left something behind for more than ${formatDuration(goneMsMax)}; nothing left after ${formatDuration(longestMs)} at most`,
);
if (late.length > 0) process.exitCode = 1;
