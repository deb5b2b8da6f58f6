import type { DelayLineOptions } from "./delay-line.ts";

/** When what one directed link carries may leave it. */
export interface LinkTiming extends Omit<DelayLineOptions, "onLeave"> {
  shaped(): boolean;
}
