import { describe, expect, it } from "vitest";
import { ChaindrillError } from "../base/errors.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { readBaseline } from "./baseline-file.ts";
import { comparisonDirectoryName, readComparison } from "./comparison-directory.ts";
import { runDirectoryAt } from "./run-directory.ts";

async function refusal(read: (dir: string) => unknown, files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) runDirectoryAt(dir).write(name, text);
  try {
    read(dir);
  } catch (error) {
    if (!(error instanceof ChaindrillError)) throw error;
    return `${error.exitCode}: ${error.message.replaceAll(dir, "<dir>")}`;
  }
  throw new Error("it was read");
}

const nightly = (dir: string) => readBaseline(dir, "nightly");

describe("a stored file that cannot be read", () => {
  it.each([
    ["{", "3: <dir>/nightly.baseline.json is damaged: Expected property name"],
    ['{ "version": 7 }', "3: <dir>/nightly.baseline.json has version 7; this Chaindrill reads version 1"],
    ['{ "version": 1, "name": 5 }', "3: <dir>/nightly.baseline.json is damaged: name: "],
    ["null", "3: <dir>/nightly.baseline.json has version undefined; this Chaindrill reads version 1"],
  ])("says why: %s", async (text, says) => {
    expect(await refusal(nightly, { "nightly.baseline.json": text })).toContain(says);
  });

  it("says so when there is none", async () => {
    expect(await refusal(nightly, {})).toBe('3: there is no baseline "nightly" in <dir>');
    expect(await refusal(readComparison, {})).toBe("3: there is no <dir>/comparison.json");
  });
});

describe("comparisonDirectoryName", () => {
  it("is made of the moment and the name, whatever is in it", () => {
    const named = { comparedAt: "2026-11-23T04:10:00.123Z", name: "../main vs. new" };
    expect(comparisonDirectoryName(named)).toBe("20261123T041000Z-..-main-vs.-new");
  });
});
