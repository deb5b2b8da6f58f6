import { expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { takeTurn } from "./take-turn.ts";

it("lets one run measure at a time, and tells the next one for whom it waits", async () => {
  const cacheDir = await temporaryDirectory();
  const told: string[] = [];
  const { signal } = new AbortController();
  const turn = { cacheDir, clock: systemClock, signal, say: (line: string) => void told.push(line) };
  const order: string[] = [];
  const first = await takeTurn(turn);
  const second = takeTurn(turn).then((taken) => {
    order.push("second begins");
    return taken;
  });
  await expect.poll(() => told.length).toBe(1);
  order.push("first ends");
  await first[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
  expect(order).toEqual(["first ends", "second begins"]);
  expect(told).toEqual([
    `another run is measuring on this machine (pid ${process.pid}); waiting for it to end (--beside starts at once)`,
  ]);
});

it("stops waiting when it is interrupted", async () => {
  const cacheDir = await temporaryDirectory();
  const abort = new AbortController();
  const turn = { cacheDir, clock: systemClock, signal: abort.signal, say: () => abort.abort(new Error("Ctrl-C")) };
  await using _first = await takeTurn(turn);
  await expect(takeTurn(turn)).rejects.toThrow("Ctrl-C");
});
