import path from "node:path";
import { describe, expect, it } from "vitest";
import { readText, writeAtomically } from "../../platform/files.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { firstStateFile, keepCopies, mendState } from "./anvil-state.ts";

const state = (height: number): string => JSON.stringify({ best_block_number: height });

/** Writes each text in turn, and lets the keeper see each. */
async function written(...texts: readonly string[]): Promise<string> {
  const stateFile = path.join(await temporaryDirectory(), "state.json");
  const clock = new ManualClock();
  await writeAtomically(firstStateFile(stateFile), state(0));
  for (const text of texts) {
    await writeAtomically(stateFile, text);
    // Each text is met by a keeper of its own, whose disposal waits for the copy: no guessing how long a copy takes.
    await using _keeper = keepCopies({ stateFile, clock });
    await clock.advance(500);
  }
  return stateFile;
}

describe("mendState", () => {
  it("leaves a whole file alone", async () => {
    const stateFile = await written(state(1), state(2));
    expect(await mendState(stateFile)).toBeUndefined();
    expect(await readText(stateFile)).toBe(state(2));
  });

  it.each(["", state(3).slice(0, -1), "{}"])("puts the last whole copy in the place of %j", async (torn) => {
    const stateFile = await written(state(1), state(2));
    await writeAtomically(stateFile, torn);
    expect(await mendState(stateFile)).toContain("went back to a copy");
    expect(await readText(stateFile)).toBe(state(2));
  });

  it("starts again from the first state when there is no whole copy, and says so", async () => {
    const stateFile = await written();
    await writeAtomically(stateFile, "{");
    expect(await mendState(stateFile)).toMatchInlineSnapshot(
      `"the state file and its copies were torn by the kill; the chain starts again from its first block"`,
    );
    expect(await readText(stateFile)).toBe(state(0));
  });
});

describe("keepCopies", () => {
  it("has an older whole copy when the newer one was taken in the middle of a dump", async () => {
    const stateFile = path.join(await temporaryDirectory(), "state.json");
    const clock = new ManualClock();
    await writeAtomically(stateFile, state(1));
    const keeper = keepCopies({ stateFile, clock });
    await copied({ clock, file: `${stateFile}.copy-0`, text: state(1) });
    await writeAtomically(stateFile, "{");
    await copied({ clock, file: `${stateFile}.copy-1`, text: "{" });
    await clock.advance(5000);
    await keeper[Symbol.asyncDispose]();
    await mendState(stateFile);
    expect(await readText(stateFile)).toBe(state(1));
  });
});

/** Moves time until the copy is there; the test's own timeout is the deadline. */
async function copied(options: { clock: ManualClock; file: string; text: string }): Promise<void> {
  while ((await readText(options.file).catch(() => "")) !== options.text) await options.clock.advance(500);
}
