import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

export type StyleName = Parameters<typeof styleText>[0];
export type Style = (name: StyleName, text: string) => string;

/** Colours for a terminal; plain text for files, pipes, NO_COLOR and dumb terminals (https://no-color.org). */
export function styleFor(stream: NodeJS.WriteStream | WriteStream): Style {
  return (name, text) => styleText(name, text, { stream });
}
