// Pieces of Markdown as GitHub reads it. Text of a run cannot leave its cell, make markup or notify anybody.

import { cleanLine } from "./clean-text.ts";

/** A step summary takes 1 MiB and is dropped whole when it is longer. */
const bytesMax = 900_000;

/** A heading and its body, or what to say when there is none. */
export const section = (title: string, body: string, whenEmpty = ""): string => `## ${title}\n\n${body || whenEmpty}`;

/** Folded away until it is clicked; nothing when there is nothing inside. */
export const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** Cells must be Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

/** Text that is only text. A zero-width space keeps an @ from notifying anybody. */
export const plain = (text: string): string =>
  cleanLine(text)
    .replace(/[\\`*_[\]|<>#&~]/g, "\\$&")
    .replaceAll("@", "@\u200b");

/** A code span; a table still needs its bars escaped inside one. */
export const code = (text: string): string =>
  `\`${cleanLine(text).replaceAll("`", "'").replaceAll("|", "\\|") || " "}\``;

/** Parts below each other, cut where GitHub would drop all of it, and then says so in the open. */
export function joinParts(parts: readonly string[], whole: string): string {
  const text = `${parts.filter((part) => part !== "").join("\n\n")}\n`;
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= bytesMax) return text;
  const cut = bytes.subarray(0, bytesMax).toString("utf8");
  const kept = cut.slice(0, cut.lastIndexOf("\n"));
  // Only lines of our own begin like these: text is escaped.
  const countOf = (pattern: RegExp): number => kept.match(pattern)?.length ?? 0;
  const open = countOf(/^<details>/gm) - countOf(/^<\/details>/gm);
  return `${kept}\n${"\n</details>\n".repeat(open)}\nThis report was cut here; ${whole}\n`;
}
