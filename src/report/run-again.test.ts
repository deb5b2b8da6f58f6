import { expect, it } from "vitest";
import { sampleResult } from "../testing/sample-result.ts";
import { runAgainCommand } from "./run-again.ts";

it("gives a command that a shell takes as it is", () => {
  expect(runAgainCommand({ ...sampleResult().run, plan: "my plan's $(rm)" })).toBe(
    "chaindrill run 'my plan'\\''s $(rm)' --backend process --seed 1",
  );
});
