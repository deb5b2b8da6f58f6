// A source file as the rules see it. TypeScript 7 offers no compiler API to build on, and the rules need none: they
// need to know what is code, what is comment and what is text, which a small scanner can tell.

export interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** The text with comments blanked: import specifiers are still there. */
  readonly uncommented: string;
  /** The text with comments and the contents of strings, templates and regular expressions blanked. */
  readonly code: string;
}

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** What is wrong and what to do instead. */
  readonly message: string;
}

/** Offsets are the same in all three texts, so a line number found in one holds for the others. */
export function readSource(file: string, text: string): Source {
  const uncommented = [...text];
  const code = [...text];
  const blank = (target: string[], from: number, to: number) => {
    for (let at = from; at < to; at += 1) if (target[at] !== "\n") target[at] = " ";
  };
  for (const piece of scan(text)) {
    if (piece.kind === "comment") blank(uncommented, piece.from, piece.to);
    blank(code, piece.from, piece.to);
  }
  return { file, text, uncommented: uncommented.join(""), code: code.join("") };
}

/** Line number, from 1, of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

interface Piece {
  /** Quotes are not part of a literal's piece: an empty string stays visible in `code`. */
  readonly kind: "comment" | "literal";
  readonly from: number;
  readonly to: number;
}

/** Walks the text once; a template's `${...}` is code again, which may hold templates itself. */
function* scan(text: string): Generator<Piece> {
  /** Brace depth at which each open template goes on. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const one = text[at] ?? "";
    if (two === "//" || (at === 0 && two === "#!")) {
      const to = endOr(text.indexOf("\n", at), text.length);
      yield { kind: "comment", from: at, to };
      at = to;
    } else if (two === "/*") {
      const to = endOr(text.indexOf("*/", at + 2) + 2, text.length, 1);
      yield { kind: "comment", from: at, to };
      at = to;
    } else if (one === '"' || one === "'" || (one === "/" && startsPattern(text, at))) {
      const to = one === "/" ? endOfPattern(text, at) : endOfString(text, at, one);
      yield { kind: "literal", from: at + 1, to };
      at = to + 1;
    } else if (one === "`" || (one === "}" && templates.at(-1) === depth)) {
      if (one === "}") templates.pop();
      const to = endOfTemplatePart(text, at + 1);
      yield { kind: "literal", from: at + 1, to };
      if (text[to] === "$") templates.push(depth);
      at = text[to] === "$" ? to + 2 : to + 1;
    } else {
      if (one === "{") depth += 1;
      if (one === "}") depth -= 1;
      at += 1;
    }
  }
}

const endOr = (found: number, otherwise: number, missing = -1): number => (found <= missing ? otherwise : found);

function endOfString(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote || text[at] === "\n") return at;
  }
  return text.length;
}

/** Offset of the closing backtick, or of the dollar sign that opens an expression. */
function endOfTemplatePart(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "`" || (text[at] === "$" && text[at + 1] === "{")) return at;
  }
  return text.length;
}

function endOfPattern(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    const one = text[at];
    if (one === "\\") at += 1;
    else if (one === "[") inClass = true;
    else if (one === "]") inClass = false;
    else if (one === "\n" || (one === "/" && !inClass)) return at;
  }
  return text.length;
}

/** A slash divides after a value and starts a regular expression anywhere else. */
function startsPattern(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  if (before === "") return true;
  if (/\b(?:return|typeof|case|in|of|do|else|void|await|yield|throw)$/.test(before)) return true;
  return /[(,=:[!&|?{};+\-*%<>~^]$/.test(before);
}
