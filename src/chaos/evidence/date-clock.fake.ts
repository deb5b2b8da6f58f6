import type { Clock } from "../../base/clock.ts";
import type { AskDate } from "./clock-offset.ts";

/** A node whose answers bear the date of a clock that is off; the date is written half-way between question and answer. */
export function dateClock(options: { clock: Clock; replyMs: number; offsetMs: () => number }): { askDate: AskDate } {
  const { clock, replyMs } = options;
  return {
    async askDate() {
      const askedAtMs = clock.wallMs();
      await clock.sleep(replyMs / 2);
      const dateMs = Math.floor((clock.wallMs() + options.offsetMs()) / 1000) * 1000;
      await clock.sleep(replyMs / 2);
      return { kind: "date", dateMs, askedAtMs, answeredAtMs: clock.wallMs() };
    },
  };
}
