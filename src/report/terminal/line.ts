// A line of text in coloured pieces: cut to the terminal's width before it is coloured, so that no terminal sequence
// is ever cut in two.

import { cleanLine } from "../clean-text.ts";
import { displayWidth, padLeft, padRight, truncateToWidth } from "./display-width.ts";
import type { Look, Style } from "./style.ts";

export interface Piece {
  readonly text: string;
  readonly look?: Look | undefined;
}

export type Line = readonly Piece[];

/** Text from the run, made safe: no control characters, one line. */
export const piece = (text: string, look?: Look): Piece => ({ text: keepSpaces(text), look });

/** cleanLine would also close up the spaces that align columns. */
const keepSpaces = (text: string): string => {
  const [, before = "", middle = "", after = ""] = /^( *)([\s\S]*?)( *)$/.exec(text) ?? [];
  return before + (/^[\u0020-\u007e]*$/.test(middle) ? middle : cleanLine(middle)) + after;
};

/** The line as one string of at most `columns` columns, without white space at its end. */
export function renderLine(line: Line, options: { columns: number; style: Style }): string {
  let left = options.columns;
  const parts: string[] = [];
  for (const { text, look } of withoutTail(line)) {
    const fitting = truncateToWidth(text, left);
    left -= displayWidth(fitting);
    if (fitting !== "") parts.push(look === undefined ? fitting : options.style(look, fitting));
    if (fitting !== text) break;
  }
  return parts.join("");
}

function withoutTail(line: Line): Line {
  const last = line.findLastIndex(({ text }) => text.trim() !== "");
  return line.slice(0, last + 1).map((one, index) => (index === last ? { ...one, text: one.text.trimEnd() } : one));
}

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Rows under a dim head, columns as wide as their widest cell, two spaces between. */
export function tableLines(columns: readonly Column[], rows: readonly Line[]): Line[] {
  const head: Line = columns.map((column) => ({ text: column.title, look: "dim" }));
  const widths = columns.map((_, index) =>
    [head, ...rows].reduce((widest, row) => Math.max(widest, displayWidth(row[index]?.text ?? "")), 0),
  );
  return [head, ...rows].map((row) =>
    row.flatMap((cell, index): Piece[] => {
      const pad = columns[index]?.align === "right" ? padLeft : padRight;
      const last = index === row.length - 1 && columns[index]?.align !== "right";
      const text = last ? cell.text : pad(cell.text, widths[index] ?? 0);
      return [...(index === 0 ? [] : [{ text: "  " }]), { text, look: cell.look }];
    }),
  );
}
