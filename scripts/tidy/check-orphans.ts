import path from "node:path";
import { isForTests, isTest } from "./check-imports.ts";
import type { Finding, Source } from "./source.ts";

/** Started by somebody else than an import. */
const entryPoints = new Set(["src/cli/main.ts"]);

/** Needed by work that is planned: each with what it waits for, and to be taken from here once that is done. */
const waiting = new Map([["src/analysis/stats/usl.ts", "the capacity search (#6) fits its curve with it"]]);

/** Files of src that no file needs. A file that only its own tests import is dead, too; fakes live for tests. */
export function checkOrphans(sources: readonly Source[]): Finding[] {
  const needed = new Set(
    sources.flatMap((source) =>
      namedFiles(source)
        .filter((target) => !isTest(source.file) || isForTests(target))
        .filter((target) => target !== source.file),
    ),
  );
  return sources
    .filter(({ file }) => file.startsWith("src/") && !isTest(file) && !entryPoints.has(file) && !needed.has(file))
    .filter(({ file }) => !waiting.has(file))
    .map(({ file }) => ({
      file,
      line: 1,
      rule: "orphan",
      message: isForTests(file)
        ? "nothing imports this file; remove it"
        : "nothing but tests imports this file; use it or remove it",
    }));
}

/** Any relative name of a .ts file: imports, and the URLs by which workers and child processes are started. */
function namedFiles(source: Source): string[] {
  const names = [...source.uncommented.matchAll(/["'`](\.{1,2}\/[^"'`\n]+\.ts)["'`]/g)];
  return names.map((match) => path.posix.join(path.posix.dirname(source.file), match[1] ?? ""));
}
