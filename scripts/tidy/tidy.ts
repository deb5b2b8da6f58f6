// All rules over the whole tree. Each rule is a pure function from text to findings.

import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { checkBannedCalls } from "./check-banned-calls.ts";
import { checkForm, checkText } from "./check-form.ts";
import { checkImports } from "./check-imports.ts";
import { checkLengths, type Ratchet } from "./check-lengths.ts";
import { checkOrphans } from "./check-orphans.ts";
import { type Finding, readSource, type Source } from "./source.ts";

/** Where our own text lies. Recorded journals and generated reports are not ours to phrase. */
const places = ["src", "scripts", "scenarios", "chaos", "ci", "bin", ".ci", "fixtures/clusters", "fixtures/broken"];
const textFile = /\.(?:ts|mjs|json|ya?ml|md|sh)$|^(?:bin\/|\.ci\/)/;
const codeFile = /^(?:src|scripts|scenarios)\/.*\.(?:ts|mjs)$/;

/** Every finding, in order of file and line. */
export function tidy(root: string, ratchet: Ratchet): Finding[] {
  const files = [...places.flatMap((place) => walk(root, place)), ...documents(root)].filter((file) =>
    textFile.test(file),
  );
  const texts = files.map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
  const sources = texts.filter(({ file }) => codeFile.test(file)).map(({ file, text }) => readSource(file, text));
  const findings = [
    ...texts.flatMap(({ file, text }) => checkText(file, text)),
    ...sources.flatMap(checkSource),
    ...checkLengths(sources, ratchet),
    ...checkOrphans(sources),
  ];
  return findings.sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
}

/** The rules that need only one file. */
export function checkSource(source: Source): Finding[] {
  return [...checkImports(source), ...checkBannedCalls(source), ...checkForm(source)];
}

/** One finding as an editor can jump to. */
export const formatFinding = ({ file, line, rule, message }: Finding): string => `${file}:${line} ${rule}: ${message}`;

function walk(root: string, place: string): string[] {
  const at = path.join(root, place);
  const stat = statSync(at, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [place];
  return readdirSync(at)
    .filter((name) => name !== "node_modules" && name !== "generated")
    .flatMap((name) => walk(root, `${place}/${name}`));
}

const documents = (root: string): string[] => readdirSync(root).filter((name) => name.endsWith(".md"));
