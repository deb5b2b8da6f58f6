import { describe, expect, it } from "vitest";
import { ChaindrillError } from "../base/errors.ts";
import { createProgram } from "./program.ts";

async function refusal(...args: string[]): Promise<string> {
  try {
    await createProgram().parseAsync(["node", "chaindrill", ...args]);
  } catch (error) {
    if (!(error instanceof ChaindrillError)) throw error;
    return `${error.exitCode}: ${error.message}\n  try: ${error.hint}`;
  }
  throw new Error("it was accepted");
}

describe("a command line that cannot be understood", () => {
  it("names what is missing, and the help that tells more", async () => {
    expect(await refusal("run")).toMatchInlineSnapshot(`
      "3: missing required argument 'plan'
        try: \`chaindrill run --help\` shows what it takes."
    `);
  });

  it.each([
    [["run", "quick", "--seed", "-1"], "argument '-1' is invalid. a whole number is expected."],
    [["run", "quick", "--set", "rate"], "argument 'rate' is invalid. key=value is expected"],
    [["rnu"], "(Did you mean run?)"],
    [["sweep", "all"], "too many arguments for 'sweep'"],
    [["completion", "tcsh"], "Allowed choices are"],
  ])("is refused as invalid input: %j", async (args, says) => {
    const text = await refusal(...args);
    expect(text).toMatch(/^3: /);
    expect(text).toContain(says);
  });
});
