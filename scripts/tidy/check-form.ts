// Names and small forms: what a file is called, what it exports, what a comment may promise.

import path from "node:path";
import { type Finding, lineAt, type Source } from "./source.ts";

const emptyNames = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "manager",
  "data",
  "info",
  "index",
  "common",
  "misc",
]);
const fileName = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.real\.test|\.fake|\.config|\.d)?\.(?:ts|mjs)$/;

/** Rules for one TypeScript or JavaScript file. */
export function checkForm(source: Source): Finding[] {
  const { file, code } = source;
  const name = path.posix.basename(file);
  const findings: Finding[] = [];
  const add = (rule: string, offset: number, message: string) =>
    findings.push({ file, line: lineAt(code, offset), rule, message });

  if (!fileName.test(name)) add("file-name", 0, `${name} is not kebab-case; name the file after its main export`);
  if (emptyNames.has(name.split(".")[0] ?? ""))
    add("file-name", 0, `${name} says nothing; name the file after its main export`);

  // k6 starts a load script by its default export.
  if (!file.startsWith("scenarios/load/")) {
    for (const match of code.matchAll(/^\s*export\s+default\b|\bas\s+default\b/gm)) {
      add("default-export", match.index, "default exports have no name to search for; export by name");
    }
  }
  if (isBarrel(code)) add("barrel", 0, "this file only passes on others; import from the file that defines the thing");
  return findings;
}

/** Only `export ... from` and nothing of its own. */
function isBarrel(code: string): boolean {
  const rest = code.replaceAll(
    /^\s*export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+["'][^"']*["'];?/gm,
    "",
  );
  return rest !== code && rest.trim() === "";
}

const untracked = new RegExp(`\\b(?:${["TO", "DO"].join("")}|${["FIX", "ME"].join("")})\\b(?!\\(#\\d+\\))`, "g");
const machinePath = /(?<![\w.~$}<])\/(?:work|home|root|Users)\/(?!someone\b)[\w.-]+/g;

/** Rules for the text of any file, comments and documents included. */
export function checkText(file: string, text: string): Finding[] {
  const find = (pattern: RegExp, rule: string, message: string) =>
    [...text.matchAll(pattern)].map((match) => ({
      file,
      line: lineAt(text, match.index),
      rule,
      message: `${match[0]}: ${message}`,
    }));
  return [
    ...find(untracked, "untracked-work", "do it now, or open an issue and write its number behind it, as in (#123)"),
    ...find(machinePath, "machine-path", "a path of one machine; write a relative path, or 'someone' for the user"),
  ];
}
