import { seatOf } from "./clock.ts";
import { setting } from "./options.ts";
import { createRandom } from "./random.ts";

const seed = Number(setting("SEED", "1"));
/** Starts when the user first runs: its number is not known while the script is loaded. */
let random: (() => number) | undefined;

/** A uniform number in [0, 1); which one comes next follows from SEED and the user's number. */
export function drawNumber(): number {
  random ??= createRandom(seed * 1_000_003 + seatOf().user);
  return random();
}

/** A whole number below `limit`. */
export const drawBelow = (limit: number): number => Math.floor(drawNumber() * limit);
