// Recorded runs with the verdict they must get: fixtures/journals.

import path from "node:path";
import type { Result } from "../model/result.ts";
import { listRepositoryFiles, readRepositoryFile, repositoryPath } from "./repository-files.ts";

/** `expected.json` of a fixture. */
export interface FixtureExpectation {
  /** What the run is an example of, for people. */
  readonly shows: string;
  /** What was done to the run besides its command; empty when nothing was. */
  readonly handling: string;
  readonly verdict: string;
  /** Names of the verdicts that must fail, of those that must be unknown, and of those skipped; all others pass. */
  readonly fail: readonly string[];
  readonly unknown: readonly string[];
  readonly skipped: readonly string[];
}

/** What a result claims, as far as a fixture holds it to it. */
export function expectationOf(result: Result): Omit<FixtureExpectation, "shows" | "handling"> {
  const named = (status: string) => result.verdicts.filter((one) => one.status === status).map((one) => one.name);
  return { verdict: result.verdict.status, fail: named("fail"), unknown: named("unknown"), skipped: named("skipped") };
}

export interface JournalFixture {
  readonly name: string;
  readonly dir: string;
  readonly expected: FixtureExpectation;
}

/** All of them, by name. */
export async function journalFixtures(): Promise<JournalFixture[]> {
  const names = await listRepositoryFiles("fixtures/journals", "");
  return names.flatMap((dir) => {
    const text = readRepositoryFile(`${dir}/expected.json`);
    if (text === undefined) return [];
    const expected = JSON.parse(text) as FixtureExpectation;
    return [{ name: path.basename(dir), dir: repositoryPath(dir), expected }];
  });
}
