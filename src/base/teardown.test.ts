import { expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { Teardown } from "./teardown.ts";

it("undoes the newest first, each step once", async () => {
  const done: string[] = [];
  const teardown = new Teardown(systemClock);
  for (const what of ["a", "b"]) teardown.push({ what, withinMs: 1000, undo: async () => void done.push(what) });
  await teardown.run();
  await teardown.run();
  expect(done).toEqual(["b", "a"]);
});

it("goes on after a step that fails and after one that hangs, and reports both", async () => {
  const done: string[] = [];
  const teardown = new Teardown(systemClock);
  teardown.push({ what: "last", withinMs: 1000, undo: async () => void done.push("last") });
  teardown.push({ what: "hangs", withinMs: 5, undo: () => new Promise(() => undefined) });
  teardown.push({ what: "fails", withinMs: 1000, undo: () => Promise.reject(new Error("no")) });
  const failures = await teardown.run();
  expect(done).toEqual(["last"]);
  expect(failures).toEqual([
    { what: "fails", message: "no" },
    { what: "hangs", message: "waited 5 ms for hangs" },
  ]);
});
