// The guard in front of every removal: undoing must never delete what is not the run's, whatever a log says.

import path from "node:path";

/** Lower-case letters, digits and dashes, long enough not to turn up in other names by chance. */
export const isRunId = (text: string): boolean => /^[a-z0-9](?:[a-z0-9-]{4,62})[a-z0-9]$/.test(text);

/**
 * True when the path is absolute, free of detours, and one of its names bears the run's id as a whole word
 * (`chaindrill-<id>`, `<id>.sock`, but not `<id>4f`).
 */
export function isOwnPath(target: string, runId: string): boolean {
  if (!isRunId(runId) || !path.isAbsolute(target) || path.normalize(target) !== target) return false;
  const wholeWord = new RegExp(`(?<![A-Za-z0-9])${runId}(?![A-Za-z0-9])`);
  return target.split(path.sep).some((name) => wholeWord.test(name));
}
