// Stored files that carry a version: read whole, or refused with what is wrong with them.

import { readFileSync } from "node:fs";
import { ChaindrillError, errorText, exitCode } from "../base/errors.ts";

/** What a schema of `model` can do, as far as it is needed here. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export interface StoredKind<T> {
  readonly schema: Schema<T>;
  readonly version: number;
  /** What to try when it cannot be read. */
  readonly hint: string;
}

/** The file's content; undefined when there is none. Throws ChaindrillError (exit 3) when it is damaged or of another version. */
export function readStoredIfThere<T>(file: string, kind: StoredKind<T>): T | undefined {
  const text = readIfThere(file, kind.hint);
  if (text === undefined) return undefined;
  const found = parse(text, { file, hint: kind.hint });
  const parsed = kind.schema.safeParse(found);
  if (parsed.success) return parsed.data;
  const version: unknown = (found as { version?: unknown } | null)?.version;
  const [issue] = parsed.error.issues;
  const message =
    version === kind.version
      ? `${file} is damaged: ${issue?.path.join(".")}: ${issue?.message}`
      : `${file} has version ${JSON.stringify(version)}; this Chaindrill reads version ${kind.version}`;
  throw new ChaindrillError({ message, hint: kind.hint, exitCode: exitCode.invalidInput, cause: parsed.error });
}

function readIfThere(file: string, hint: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return undefined;
    const message = `${file} cannot be read: ${errorText(cause)}`;
    throw new ChaindrillError({ message, hint, exitCode: exitCode.invalidInput, cause });
  }
}

function parse(text: string, { file, hint }: { file: string; hint: string }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `${file} is damaged: ${errorText(cause)}`;
    throw new ChaindrillError({ message, hint, exitCode: exitCode.invalidInput, cause });
  }
}
