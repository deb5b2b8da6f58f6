import { expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { awaitHealthy } from "./await-healthy.ts";

it("answers once there was nothing to complain of for long enough", async () => {
  const answer = await wait({ complaintsUntilMs: 2000, forMs: 1000, withinMs: 5000 });
  expect(answer).toEqual({ healthy: true, sinceMs: 2000 });
});

it("starts anew when the good stretch breaks", async () => {
  const answer = await wait({ complaintsUntilMs: 0, breaks: [1500], forMs: 2000, withinMs: 5000 });
  expect(answer).toEqual({ healthy: true, sinceMs: 1600 });
});

it("lets a good stretch that began in time be finished after the limit", async () => {
  const answer = await wait({ complaintsUntilMs: 4900, forMs: 3000, withinMs: 5000 });
  expect(answer).toEqual({ healthy: true, sinceMs: 4900 });
});

it("gives up when nothing good began in time, with the last complaints", async () => {
  const answer = await wait({ complaintsUntilMs: Number.POSITIVE_INFINITY, forMs: 1000, withinMs: 5000 });
  expect(answer).toEqual({ healthy: false, lastComplaints: ["signer-0 does not answer"] });
});

function wait(options: { complaintsUntilMs: number; breaks?: number[]; forMs: number; withinMs: number }) {
  const clock = new ManualClock();
  const bad = (nowMs: number) => nowMs < options.complaintsUntilMs || options.breaks?.includes(nowMs) === true;
  return clock.drive(
    awaitHealthy({
      clock,
      sinceStartMs: () => clock.nowMs(),
      signal: new AbortController().signal,
      forMs: options.forMs,
      withinMs: options.withinMs,
      complaints: (nowMs) => (bad(nowMs) ? ["signer-0 does not answer"] : []),
    }),
  );
}
