import { EnvironmentError, errorText } from "./errors.ts";

const elsewhere = "Choose a directory you can write with --out, XDG_CACHE_HOME, XDG_STATE_HOME or TMPDIR.";

/** What a system answers for a path that leads through a file, or to where nothing can be created. */
const notAPlace: readonly string[] = ["ENOTDIR", "EEXIST", "EISDIR", "ENOENT", "ELOOP", "ENAMETOOLONG", "EIO"];

/** Says what to try when a file could not be written; undefined when the cause is none of the file system's. */
export function diskError(target: string, cause: unknown): EnvironmentError | undefined {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new EnvironmentError({
      message: `the disk is full: could not write ${target}`,
      hint: "Free some space, or choose another place with --out and TMPDIR.",
      cause,
    });
  }
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return new EnvironmentError({ message: `not allowed to write ${target}`, hint: elsewhere, cause });
  }
  if (!notAPlace.includes(code)) return undefined;
  return new EnvironmentError({ message: `could not write ${target}: ${errorText(cause)}`, hint: elsewhere, cause });
}
