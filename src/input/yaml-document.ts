// YAML text to documents that remember where everything stands. YAML 1.2 core schema, no custom tags, no merge keys,
// bounded aliases. Whatever is wrong becomes a problem; nothing here throws for what a file contains.

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLError,
} from "yaml";
import { errorText } from "../base/errors.ts";
import type { Problem } from "../model/problem.ts";

/** Text of a file, or undefined when it is not there. */
export type ReadFile = (path: string) => string | undefined;

export type Path = readonly (string | number)[];

export interface Position {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface YamlDocument {
  readonly file: string;
  /** Position in the file, from 0. */
  readonly index: number;
  readonly root: Document.Parsed;
  readonly lines: LineCounter;
  readonly value: unknown;
  readonly text: string;
}

const aliasesMax = 100;
/** Input files are written by hand; anything of this size is a mistake, and would only make the parser slow. */
const charactersMax = 1_000_000;

/** Parses a file of one or more documents; empty ones (a trailing `---`) are left out, as kubectl does. */
export function parseYaml(options: { file: string; text: string }): {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
} {
  const { file, text } = options;
  const whole = { file, line: 1, column: 1, path: "", severity: "error" } as const;
  if (text.length > charactersMax) {
    const message = `expected at most ${charactersMax} characters, found ${text.length}`;
    return { documents: [], problems: [{ ...whole, message, hint: "is this the right file?" }] };
  }
  const lines = new LineCounter();
  const roots = parseRoots(text, lines);
  if (typeof roots === "string") {
    const message = `expected YAML, found text that cannot be parsed: ${roots}`;
    return { documents: [], problems: [{ ...whole, message, hint: undefined }] };
  }
  const problems = roots.flatMap((root) =>
    [...root.errors, ...root.warnings].map((error) => syntaxProblem({ file, text, error, lines })),
  );
  if (problems.length > 0) return { documents: [], problems };

  const documents: YamlDocument[] = [];
  for (const root of roots.filter((candidate) => !isEmpty(candidate))) {
    const index = documents.length;
    const sliceOf = roots.length === 1 ? text : text.slice(root.range[0], root.range[2]);
    try {
      const value: unknown = root.toJS({ maxAliasCount: aliasesMax });
      documents.push({ file, index, root, lines, value, text: sliceOf });
    } catch (error) {
      // The library's answer to an alias bomb, and to an alias without its anchor.
      const message = `expected at most ${aliasesMax} uses of aliases, found: ${errorText(error)}`;
      problems.push({ ...whole, message, hint: "write the values out instead of using & and *" });
    }
  }
  if (documents.length === 0 && problems.length === 0) {
    const message = "expected a document with apiVersion and kind, found an empty file";
    problems.push({ ...whole, message, hint: undefined });
  }
  return { documents, problems };
}

function parseRoots(text: string, lines: LineCounter): Document.Parsed[] | string {
  try {
    const options = { lineCounter: lines, prettyErrors: false, resolveKnownTags: false, stringKeys: true } as const;
    const parsed = parseAllDocuments(text, { ...options, schema: "core", merge: false, logLevel: "error" });
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    // Nesting deeper than the stack; the parser says so by throwing.
    return errorText(error);
  }
}

const isEmpty = (root: Document.Parsed): boolean =>
  root.contents === null || (isScalar(root.contents) && root.contents.value === null);

function syntaxProblem(options: { file: string; text: string; error: YAMLError; lines: LineCounter }): Problem {
  const { file, text, error, lines } = options;
  const said = describeSyntax(error, text.slice(error.pos[0], error.pos[0] + 60));
  return { file, ...positionOf(lines, error.pos[0]), path: "", ...said, severity: "error" };
}

function describeSyntax(error: YAMLError, text: string): { message: string; hint: string | undefined } {
  switch (error.code) {
    case "DUPLICATE_KEY":
      return { message: `expected each key once, found ${keyAt(text)} again`, hint: "remove one of the two" };
    case "TAB_AS_INDENT":
      return { message: "expected spaces as indentation, found a tab", hint: "YAML allows no tabs there" };
    case "TAG_RESOLVE_FAILED":
      return {
        message: `expected plain YAML, found a tag: ${error.message}`,
        hint: "remove the word that starts with !",
      };
    default:
      return { message: `expected valid YAML, found: ${error.message}`, hint: undefined };
  }
}

/** The key that some text begins with. */
const keyAt = (text: string): string => JSON.stringify(/^[^\s:,{}[\]]+/.exec(text)?.[0] ?? "a key");

/** Where a path stands: its key, or its value. A path that is not there gives the nearest thing around it. */
export function locate(document: YamlDocument, path: Path, at: "key" | "value"): Position {
  let node: unknown = document.root.contents;
  let found = offsetOf(node) ?? 0;
  for (const [depth, segment] of path.entries()) {
    const container = isAlias(node) ? node.resolve(document.root) : node;
    const step = stepInto(container, segment);
    if (step === undefined) break;
    const isLast = depth === path.length - 1;
    // A path that goes on into nothing is best shown by the key it ends at, not by that key's first child.
    const goesOn = !isLast && stepInto(resolved(step.value, document), path[depth + 1] ?? "") !== undefined;
    const wantsKey = (isLast && at === "key") || (!isLast && !goesOn);
    found = (wantsKey ? (step.keyOffset ?? offsetOf(step.value)) : (offsetOf(step.value) ?? step.keyOffset)) ?? found;
    node = step.value;
  }
  return positionOf(document.lines, found);
}

const resolved = (node: unknown, document: YamlDocument): unknown =>
  isAlias(node) ? node.resolve(document.root) : node;

function stepInto(
  container: unknown,
  segment: string | number,
): { keyOffset: number | undefined; value: unknown } | undefined {
  if (isMap(container)) {
    const pair = container.items.find((item) => keyText(item) === String(segment));
    return pair && { keyOffset: offsetOf(pair.key), value: isNullNode(pair.value) ? undefined : pair.value };
  }
  if (isSeq(container)) {
    const item = container.items[Number(segment)];
    return item === undefined ? undefined : { keyOffset: undefined, value: item };
  }
  return undefined;
}

const keyText = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

/** `key:` with nothing after it: its value stands nowhere, so the key is shown. */
const isNullNode = (node: unknown): boolean => isScalar(node) && node.value === null && !node.source;

const offsetOf = (node: unknown): number | undefined => (isNode(node) ? (node as Node).range?.[0] : undefined);

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
