// Lengths as a ratchet: what is longer than allowed is listed in ratchet.json with its length, and may only shrink.

import { isTest } from "./check-imports.ts";
import { measureFunctions } from "./measure-functions.ts";
import type { Finding, Source } from "./source.ts";

const fileLinesMax = 300;
const functionLinesMax = 60;

/** Lines by `path` for a file, by `path#function` for a function. */
export type Ratchet = Readonly<Record<string, number>>;

interface Length {
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly lines: number;
  readonly linesMax: number;
  readonly what: string;
}

/** Files and functions that are too long; tests and conformance suites may have long functions, because a `describe` is one. */
export function checkLengths(sources: readonly Source[], ratchet: Ratchet): Finding[] {
  const lengths = sources.flatMap((source) => [lengthOf(source), ...functionLengths(source)]);
  const findings = lengths.flatMap((length) => problemOf(length, ratchet[length.key]));
  const known = new Set(lengths.filter(({ lines, linesMax }) => lines > linesMax).map(({ key }) => key));
  const stale = Object.keys(ratchet).filter((key) => !known.has(key));
  return [
    ...findings,
    ...stale.map((key) => ({
      file: "scripts/tidy/ratchet.json",
      line: 1,
      rule: "length",
      message: `${key} is short enough now, or gone; remove it from the list`,
    })),
  ];
}

function lengthOf(source: Source): Length {
  const lines = source.text.trimEnd().split("\n").length;
  return { key: source.file, file: source.file, line: 1, lines, linesMax: fileLinesMax, what: "file" };
}

function functionLengths(source: Source): Length[] {
  if (isTest(source.file) || source.file.endsWith("conformance.ts")) return [];
  return measureFunctions(source).map(({ name, line, lines }) => ({
    key: `${source.file}#${name}`,
    file: source.file,
    line,
    lines,
    linesMax: functionLinesMax,
    what: `function ${name}`,
  }));
}

function problemOf(length: Length, listed: number | undefined): Finding[] {
  const { file, line, lines, linesMax, what, key } = length;
  if (lines <= linesMax || lines === listed) return [];
  const finding = (message: string) => [{ file, line, rule: "length", message }];
  if (listed === undefined) return finding(`${what} has ${lines} lines, at most ${linesMax}; split it by what it does`);
  if (lines > listed) return finding(`${what} grew from ${listed} to ${lines} lines; it may only shrink`);
  return finding(`${what} shrank to ${lines} lines; write that into ratchet.json for ${key}`);
}
