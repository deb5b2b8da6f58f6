/** Keeps a number and its unit on one line: "34.6 s", "98.1 %". For sentences, never for what is copied. */
export const prose = (text: string): string => text.replace(/(\d) (?=(?:ms|s|m|h|%)(?![\p{L}\p{N}]))/gu, "$1\u00a0");
