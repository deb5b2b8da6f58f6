// HTML that cannot forget to escape: text becomes markup only through the `html` tag, which escapes every value that
// is not markup already.

import { cleanText } from "../clean-text.ts";

/** Text that is HTML (or SVG) already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | readonly Content[];

/** Tagged template: values are escaped, lists are joined, null and undefined are left out. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(strings.map((part, index) => part + textOf(values[index])).join(""));
}

export const none = new Markup("");

function textOf(content: Content): string {
  if (content === null || content === undefined) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(textOf).join("");
  return escapeHtml(String(content));
}

/** Safe in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return cleanText(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
