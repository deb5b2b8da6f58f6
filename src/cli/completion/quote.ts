/** A word for bash and zsh, whatever is in it. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A word for fish, where a backslash counts inside of quotes too. */
export const quoteForFish = (text: string): string => `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
