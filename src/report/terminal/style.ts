/** The few looks the terminal texts use; names as in util.styleText. */
export type Look = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "magenta";

/** Colours a text; passed in, because only the command line knows whether its stream is a terminal. */
export type Style = (look: Look, text: string) => string;

/** For files and pipes. */
export const plainStyle: Style = (_look, text) => text;
