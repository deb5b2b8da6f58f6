// Every file of fixtures/broken says, to the letter, what its `x.expected.txt` has. Read a changed message as prose.

import { describe, expect, it } from "vitest";
import { listRepositoryFiles, readRepositoryFile as readFile } from "../testing/repository-files.ts";
import { formatProblems } from "./format-problems.ts";
import { validateFile } from "./validate-file.ts";

const dir = "fixtures/broken";
const files = await listRepositoryFiles(dir, ".yaml");
const parts = await listRepositoryFiles(`${dir}/parts`, ".yaml");

describe("fixtures/broken", () => {
  it.each(files)("%s has the problems that stand beside it", (file) => {
    const { problems } = validateFile({ file, readFile });
    const expected = readFile(file.replace(/\.yaml$/, ".expected.txt"));
    expect(`${formatProblems({ problems, readFile })}\n`).toBe(expected);
    expect(problems).not.toEqual([]);
  });

  it("has no expectation without its file", async () => {
    const expectations = await listRepositoryFiles(dir, ".expected.txt");
    expect(expectations.map((file) => file.replace(/\.expected\.txt$/, ".yaml"))).toEqual(files);
    expect(files.length).toBeGreaterThanOrEqual(25);
  });

  it.each(parts)("%s is right by itself", (file) => {
    expect(validateFile({ file, readFile }).problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
