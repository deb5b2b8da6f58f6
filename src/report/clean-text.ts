// Text that came from the run (error messages, node names, notes) can hold anything a node chose to say. Every
// renderer passes it through here before its own escaping.

// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose.
const ansiSequence = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// Control characters but tab and line feed, text-direction overrides, and what XML 1.0 forbids.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** Removes terminal sequences, control characters and direction overrides; lone surrogates become U+FFFD. */
export function cleanText(text: string): string {
  return text.replace(ansiSequence, "").replace(/\r\n?/g, "\n").replace(unprintable, "").toWellFormed();
}

/** The same on one line: every run of white space becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim();
}
