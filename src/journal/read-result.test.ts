import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleResult } from "../testing/sample-result.ts";
import { readResult, readResultIfThere } from "./read-result.ts";

describe("a stored result", () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "chaindrill-result-"));
    file = path.join(dir, "result.json");
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const refusal = () => {
    try {
      readResult(dir);
    } catch (error) {
      return error as { message: string; hint: string; exitCode: number };
    }
    throw new Error("it was not refused");
  };

  it("is read back as it was written", () => {
    writeFileSync(file, JSON.stringify(sampleResult()));
    expect(readResult(dir)).toEqual(sampleResult());
  });

  it.each([
    ["nothing", "", "is damaged: Unexpected end of JSON input"],
    ["half of it", '{"version":3,', "is damaged: "],
    ["something else", "null", "has version undefined; this Chaindrill reads version 3"],
    ["another version", '{"version":9}', "has version 9, of a newer Chaindrill; this Chaindrill reads version 3"],
    ["an older version", '{"version":1}', "has version 1, of an older Chaindrill; this Chaindrill reads version 3"],
    ["a field that is missing", '{"version":3}', "is damaged: run: "],
  ])("is refused as invalid input when the file holds %s", (_what, text, says) => {
    writeFileSync(file, text);
    expect(refusal()).toMatchObject({ exitCode: 3, message: expect.stringContaining(`${file} ${says}`) });
    expect(readResultIfThere(dir)).toBeUndefined();
  });

  it("of an older version is refused with the command that judges its run anew", () => {
    writeFileSync(file, '{"version":1}');
    expect(refusal().hint).toBe(`\`chaindrill analyze ${dir}\` judges the run anew from its journal.`);
  });

  it("is refused as invalid input when the file is none", () => {
    mkdirSync(file);
    expect(refusal()).toMatchObject({ exitCode: 3, message: expect.stringContaining("is damaged: EISDIR") });
  });
});
