import { expect, it } from "vitest";
import { fakeScope } from "../testing/fake-scope.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { watchClock } from "./watch-clock.ts";

/** A clock whose wall can step, and that can be put aside for a while whenever it is read. */
class UnevenClock extends ManualClock {
  wallStepMs = 0;
  asideMs = 0;
  #spentMs = 0;

  override nowMs(): number {
    return super.nowMs() + this.#spentMs;
  }

  override wallMs(): number {
    this.#spentMs += this.asideMs;
    return super.wallMs() + this.wallStepMs;
  }
}

it("tells of a step of the wall clock once, with its size", async () => {
  const clock = new UnevenClock();
  const scope = fakeScope({ clock });
  using _watch = watchClock(scope);
  await clock.advance(500);
  clock.wallStepMs = 250;
  await clock.advance(500);
  expect(scope.emittedOf("clock.stepped").map((event) => event.deltaMs)).toEqual([250]);
});

it("does not take being put aside between two readings for a step", async () => {
  const clock = new UnevenClock();
  const scope = fakeScope({ clock });
  using _watch = watchClock(scope);
  clock.asideMs = 11;
  await clock.advance(100);
  clock.asideMs = 0;
  await clock.advance(50);
  expect(scope.emittedOf("clock.stepped")).toEqual([]);
});
