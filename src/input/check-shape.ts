// Lays a zod schema over a document and turns what zod says into problems that a person understands: what was
// expected, what was found, where it stands, what to try.

import { z } from "zod";
import { describeValue, isRecord, listWords, valueAt } from "./describe-value.ts";
import type { Finding, Findings } from "./findings.ts";
import { nearestWord, suggestion } from "./suggest.ts";
import type { Path } from "./yaml-document.ts";

type Issue = z.core.$ZodIssue;

/**
 * The typed value, or undefined when the document has another shape. Unknown keys alone do not hide the rest: they are
 * reported, and the value without them is returned, so that later rules find their problems in the same pass.
 */
export function checkShape<S extends z.ZodType>(options: {
  readonly schema: S;
  readonly findings: Findings;
  readonly value: unknown;
}): z.output<S> | undefined {
  const { schema, findings, value } = options;
  const parsed = schema.safeParse(value, { error: knownKeys });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    for (const finding of toFindings({ issue, under: [], value })) findings.error(finding);
  }
  const issues = parsed.error.issues;
  if (!issues.every((issue) => issue.code === "unrecognized_keys")) return undefined;
  const pruned = structuredClone(value);
  for (const issue of issues) {
    const container = valueAt(pruned, issue.path);
    if (issue.code === "unrecognized_keys" && isRecord(container)) for (const key of issue.keys) delete container[key];
  }
  const again = schema.safeParse(pruned, { error: knownKeys });
  return again.success ? again.data : undefined;
}

/** Zod tells an unknown key's schema only here, so the keys that are known travel in the issue's message. */
function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "unrecognized_keys") return undefined;
  return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(" ") : "";
}

interface Reading {
  readonly issue: Issue;
  /** Path of the union the issue is inside of. */
  readonly under: Path;
  readonly value: unknown;
}

function toFindings({ issue, under, value }: Reading): Finding[] {
  const path = [...under, ...toPath(issue.path)];
  const input = valueAt(value, path);
  const found = describeValue(input);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey({ path, key, known: issue.message.split(" ") }));
    case "invalid_type":
      return hasOwnWords(issue)
        ? [{ path, message: issue.message }]
        : [{ path, message: `expected ${typeWord(issue.expected)}, found ${found}`, hint: quoting(issue, input) }];
    case "invalid_value":
      return hasOwnWords(issue)
        ? [{ path, message: issue.message }]
        : [{ path, ...wrongChoice(issue.values.map(String), input) }];
    case "invalid_union":
      return likeliestBranch(issue, input).flatMap((inner) => toFindings({ issue: inner, under: path, value }));
    case "too_small":
      return [{ path, message: `expected ${bound("at least", issue)}, found ${count(input)}` }];
    case "too_big":
      return [{ path, message: `expected ${bound("at most", issue)}, found ${count(input)}` }];
    case "custom":
      return [{ path, message: issue.message, hint: hintOf(issue.params) }];
    default:
      return [{ path, message: `expected another value, found ${found}: ${issue.message}` }];
  }
}

/** A schema that has words of its own for what it expects has put them into the message. */
const hasOwnWords = (issue: Issue): boolean => issue.message.startsWith("expected ");

function unknownKey(options: { path: Path; key: string; known: readonly string[] }): Finding {
  const { path, key } = options;
  const known = options.known.filter((word) => word !== "");
  const where = path.length === 0 ? "the document" : path.join(".");
  const message = `expected no such key in ${where}, found ${describeValue(key)}`;
  return { path: [...path, key], message, hint: suggestion(key, known), at: "key" };
}

function wrongChoice(values: readonly string[], input: unknown): { message: string; hint: string | undefined } {
  const found = describeValue(input);
  if (values.length === 1) return { message: `expected ${describeValue(values[0])}, found ${found}`, hint: undefined };
  const nearest = typeof input === "string" ? nearestWord(input, values) : undefined;
  const hint = nearest === undefined ? undefined : `did you mean "${nearest}"?`;
  return { message: `expected ${listWords(values)}, found ${found}`, hint };
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping",
  record: "a mapping",
};

const typeWord = (expected: string): string => typeWords[expected] ?? expected;

function quoting(issue: Issue, input: unknown): string | undefined {
  const wantsText = issue.code === "invalid_type" && issue.expected === "string";
  const isPlain = typeof input === "number" || typeof input === "boolean";
  return wantsText && isPlain ? `put it in quotes: "${String(input)}"` : undefined;
}

/** Of the branches of a union, the one that got furthest: a mapping with one wrong field is meant as the mapping. */
function likeliestBranch(issue: Extract<Issue, { code: "invalid_union" }>, input: unknown): readonly Issue[] {
  const structured = typeof input === "object" && input !== null;
  const failsAtRoot = (branch: readonly Issue[]) =>
    branch.some((inner) => inner.path.length === 0 && inner.code !== "unrecognized_keys");
  const branches = issue.errors;
  return (structured ? branches.find((branch) => !failsAtRoot(branch)) : undefined) ?? branches[0] ?? [];
}

function bound(
  word: "at least" | "at most",
  issue: { origin: string; minimum?: unknown; maximum?: unknown; inclusive?: boolean | undefined },
): string {
  const limit = String(issue.minimum ?? issue.maximum);
  if (issue.origin === "array") return `${word} ${limit} in the list`;
  if (issue.origin === "string") return `${word} ${limit} characters`;
  if (issue.inclusive === false) return `${word === "at least" ? "more" : "less"} than ${limit}`;
  return `${word} ${limit}`;
}

const count = (input: unknown): string => (Array.isArray(input) ? String(input.length) : describeValue(input));

const hintOf = (params: Readonly<Record<string, unknown>> | undefined): string | undefined => {
  const hint = params?.["hint"];
  return typeof hint === "string" ? hint : undefined;
};

const toPath = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((key) => (typeof key === "symbol" ? String(key) : key));
