// Problems as text for terminals and logs: place first, so that editors and terminals can jump to it.

import type { Problem } from "../model/problem.ts";
import type { ReadFile } from "./yaml-document.ts";

/** One block per file: each problem with its place, the line it stands in, a caret and what to try. */
export function formatProblems(options: { problems: readonly Problem[]; readFile: ReadFile }): string {
  const files = [...new Set(options.problems.map((problem) => problem.file))];
  return files
    .map((file) => {
      const problems = options.problems.filter((problem) => problem.file === file);
      const lines = options.readFile(file)?.split(/\r?\n/) ?? [];
      const blocks = problems.map((problem) => formatProblem(problem, lines[problem.line - 1]));
      return [`${printable(file)}: ${countProblems(problems)}`, ...blocks].join("\n\n");
    })
    .join("\n\n");
}

/** "2 errors, 1 warning". */
export function countProblems(problems: readonly Problem[]): string {
  const counted = (["error", "warning"] as const).flatMap((severity) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return counted.length === 0 ? "no problems" : counted.join(", ");
}

function formatProblem(problem: Problem, source: string | undefined): string {
  const { file, line, column, path, severity, message, hint } = problem;
  const place = `${printable(file)}:${line}:${column}`;
  const subject = path === "" ? "" : `${printable(path)}: `;
  return [
    `${place} ${severity}: ${subject}${printable(message)}`,
    ...excerpt({ line, column, source: source ?? "" }),
    ...(hint === undefined ? [] : [`  try: ${printable(hint)}`]),
  ].join("\n");
}

const excerptColumns = 110;

function excerpt(options: { line: number; column: number; source: string }): string[] {
  const { line, column, source } = options;
  if (source.trim() === "") return [];
  // A line far longer than a terminal is shown around the place.
  const from = column <= excerptColumns ? 0 : column - Math.floor(excerptColumns / 2);
  const shown = printable(source.slice(from, from + excerptColumns));
  const gutter = `  ${line} | `;
  return [`${gutter}${shown.trimEnd()}`, `${" ".repeat(gutter.length - 2)}| ${" ".repeat(column - 1 - from)}^`];
}

/** One column per character, and nothing that a terminal would obey. */
function printable(text: string): string {
  return text.replaceAll("\t", " ").replace(/\p{Cc}/gu, "\ufffd");
}
