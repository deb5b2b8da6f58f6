import type { Problem } from "../model/problem.ts";
import { locate, type Path, type YamlDocument } from "./yaml-document.ts";

export interface Finding {
  readonly path: Path;
  /** "expected X, found Y". */
  readonly message: string;
  readonly hint?: string | undefined;
  /** What the caret points at; the value unless told. */
  readonly at?: "key" | "value";
}

/** Collects what is wrong with one document, each finding with the place it stands at. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly document: YamlDocument;

  constructor(document: YamlDocument) {
    this.document = document;
  }

  error(finding: Finding): void {
    this.#add(finding, "error");
  }

  warn(finding: Finding): void {
    this.#add(finding, "warning");
  }

  get failed(): boolean {
    return hasErrors(this.problems);
  }

  #add(finding: Finding, severity: Problem["severity"]): void {
    const { path, message, hint, at = "value" } = finding;
    const { line, column } = locate(this.document, path, at);
    this.problems.push({ file: this.document.file, line, column, path: path.join("."), message, hint, severity });
  }
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === "error");

/** A problem of a file as a whole. */
export const fileProblem = (file: string, message: string, hint?: string): Problem => ({
  file,
  line: 1,
  column: 1,
  path: "",
  message,
  hint,
  severity: "error",
});

/** By file, then place; the same problem found twice (a manifest used by two faults) is told once. */
export function tidyProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  const files = [...new Set(problems.map((problem) => problem.file))];
  return [...seen.values()].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
