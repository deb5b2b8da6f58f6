import { expect, it } from "vitest";
import { type CountedModule, countTests, formatTally } from "./tally.ts";

const moduleOf = (states: readonly string[], errors: readonly unknown[] = []): CountedModule => ({
  errors: () => errors,
  children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
});

it("counts over all files", () => {
  const tally = countTests([moduleOf(["passed", "skipped"]), moduleOf(["passed", "failed"])], 0);
  expect(formatTally(tally)).toMatchInlineSnapshot(`"2 passed, 1 failed, 1 skipped"`);
});

it("counts as failed what never came to an end, could not be loaded or was thrown past every test", () => {
  expect(countTests([moduleOf(["pending"], [new Error("cannot load")])], 1).failed).toBe(3);
});
