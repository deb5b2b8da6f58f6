// Where functions begin and end, by brackets: good enough to measure them, and tested on the shapes that occur here.

import { lineAt, type Source } from "./source.ts";

export interface MeasuredFunction {
  /** Declared name, method name, or "(arrow)". */
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

const heads = [
  /\bfunction\b\s*\*?\s*([\w$]*)\s*(?:<[^(]*>)?\s*(?=\()/g,
  /^[ \t]+(?:(?:async|static|get|set|override|public|private)\s+|\*\s*)*([#\w$]+)\s*(?:<[^(]*>)?(?=\()/gm,
  /^[ \t]+(?:async\s+|\*\s*)*(\[[\w.]+\])(?=\()/gm,
];
const keywords = new Set(["if", "for", "while", "switch", "catch", "with", "function", "return", "await", "super"]);

/** Every function with a body in braces. A nested one is measured for itself and as part of its parent. */
export function measureFunctions(source: Source): MeasuredFunction[] {
  const { code } = source;
  const measured: MeasuredFunction[] = [];
  const add = (name: string, from: number, open: number) => {
    const line = lineAt(code, from);
    measured.push({ name, line, lines: lineAt(code, closingOf(code, open)) - line + 1 });
  };
  for (const head of heads) {
    for (const match of code.matchAll(head)) {
      const name = match[1] || "(anonymous)";
      if (keywords.has(name)) continue;
      const open = bodyAfter(code, closingOf(code, match.index + match[0].length) + 1);
      const from = match.index + match[0].length - match[0].trimStart().length;
      if (open !== undefined) add(name, from, open);
    }
  }
  for (const match of code.matchAll(/=>\s*\{/g)) {
    const start = code.lastIndexOf("\n", match.index) + 1;
    const name = /\b(?:const|let)\s+([\w$]+)\s*(?::[^=]*)?=/.exec(code.slice(start, match.index))?.[1];
    add(name ?? "(arrow)", start, match.index + match[0].length - 1);
  }
  return measured.sort((first, second) => first.line - second.line);
}

/** Offset of the bracket that closes the one at `open`; the end of the text when none does. */
function closingOf(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    const one = code[at] ?? "";
    if ("({[".includes(one)) depth += 1;
    if (")}]".includes(one)) depth -= 1;
    if (depth === 0) return at;
  }
  return code.length;
}

/** Offset of the brace that opens the body after a parameter list; undefined when this was a call or a signature. */
function bodyAfter(code: string, from: number): number | undefined {
  const rest = code.slice(from);
  const first = rest.trimStart()[0];
  if (first === "{") return from + rest.indexOf("{");
  if (first !== ":") return undefined;
  for (let at = from; at < code.length; at += 1) {
    const one = code[at] ?? "";
    if (one === ";" || one === "}" || one === ")") return undefined;
    if (one === "(" || one === "[") at = closingOf(code, at);
    if (one !== "{") continue;
    // A brace after one of these is still part of the return type.
    if (!/(?:[:|&<,([]|=>)\s*$/.test(code.slice(from, at))) return at;
    at = closingOf(code, at);
  }
  return undefined;
}
