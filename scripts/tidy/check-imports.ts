import path from "node:path";
import { importTable, testExtras } from "./import-table.ts";
import { type Finding, lineAt, type Source } from "./source.ts";

export interface ImportedName {
  readonly specifier: string;
  readonly line: number;
}

export const isTest = (file: string): boolean => file.endsWith(".test.ts");

/** What only tests use: builders, conformance suites, and the fakes that lie beside what they stand in for. */
export const isForTests = (file: string): boolean =>
  file.startsWith("src/testing/") || /(?:\.fake|\bconformance)\.ts$/.test(file);

/** First folder under src; undefined for a file that lies elsewhere. */
export const moduleOf = (file: string): string | undefined => /^src\/([^/]+)\//.exec(file)?.[1];

/** Everything a file imports, re-exports or loads while it runs. */
export function importsOf(source: Source): ImportedName[] {
  const forms = [
    /^\s*(?:import|export)\b(?=[\s{*"'])[^;"'`]*?\bfrom\s*["']([^"'\n]+)["']/gm,
    /^\s*import\s*["']([^"'\n]+)["']/gm,
    /\bimport\(\s*["']([^"'\n]+)["']/g,
  ];
  return forms
    .flatMap((form) => [...source.uncommented.matchAll(form)])
    .map((match) => ({
      specifier: match[1] ?? "",
      line: lineAt(source.text, match.index + match[0].length - 1),
    }));
}

/** Imports against the table, and load scripts against k6's own world. */
export function checkImports(source: Source): Finding[] {
  const found = importsOf(source).map((name) => ({ name, message: problemOf(source.file, name.specifier) }));
  return found.flatMap(({ name, message }) =>
    message === undefined ? [] : [{ file: source.file, line: name.line, rule: "import", message }],
  );
}

/** Pure arithmetic that k6 and the harness must agree on to the last digit, so both run the same file. */
const sharedWithK6 = new Set(["schedule", "random", "usual-mix"].map((name) => `scenarios/load/lib/${name}.ts`));

function problemOf(file: string, specifier: string): string | undefined {
  if (file.startsWith("scenarios/load/")) return problemOfLoadScript(file, specifier);
  const module = moduleOf(file);
  if (module === undefined || specifier.startsWith("node:")) return undefined;
  const rule = importTable[module];
  if (rule === undefined) return `src/${module} is not in the import table; add it with what it may import`;
  const extras = isTest(file) || isForTests(file) ? testExtras : { modules: [], packages: [] };
  if (!specifier.startsWith(".")) {
    const name = packageOf(specifier);
    const allowed = [...rule.packages, ...extras.packages];
    if (allowed.includes(name)) return undefined;
    return `${module} may not use the package ${name}; it may use: ${allowed.join(", ") || "none"}`;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (target.endsWith(".json")) return undefined;
  if (!target.endsWith(".ts")) return `${specifier} has no .ts extension; write the file's full name`;
  if (module === "load" && sharedWithK6.has(target)) return undefined;
  const targetModule = moduleOf(target);
  if (targetModule === undefined) return `${target} is outside of src; move what is shared into a module`;
  const allowed = [...rule.modules, ...extras.modules];
  if (targetModule === module || allowed.includes(targetModule)) return undefined;
  return `${module} may not import ${targetModule}; it may import: ${allowed.join(", ") || "nothing"}`;
}

function problemOfLoadScript(file: string, specifier: string): string | undefined {
  if (specifier === "k6" || specifier.startsWith("k6/")) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (specifier.startsWith(".") && target.startsWith("scenarios/load/lib/")) return undefined;
  if (isTest(file) && testExtras.packages.includes(specifier)) return undefined;
  return `k6 runs this file as it is: import only from k6 and scenarios/load/lib, not ${specifier}`;
}

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
