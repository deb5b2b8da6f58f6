import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ChaindrillError, exitCode } from "../base/errors.ts";
import { type Result, resultSchema, resultVersion } from "../model/result.ts";

/** The stored result of a run. Throws ChaindrillError (exit 3) when there is none, or of another version. */
export function readResult(dir: string): Result {
  const file = path.join(dir, "result.json");
  if (!existsSync(file)) {
    throw new ChaindrillError({
      message: `${dir} has no result.json`,
      hint: "`chaindrill analyze` judges a run that was cut short before it was judged.",
      exitCode: exitCode.invalidInput,
    });
  }
  const found = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
  const parsed = resultSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new ChaindrillError({
    message: `${file} has version ${JSON.stringify(found.version)}; this Chaindrill reads version ${resultVersion}`,
    hint: "`chaindrill analyze` judges it anew.",
    exitCode: exitCode.invalidInput,
    cause: parsed.error,
  });
}

/** The stored result, or undefined when there is none that can be read. */
export function readResultIfThere(dir: string): Result | undefined {
  try {
    return readResult(dir);
  } catch {
    return undefined; // cut short, or of another version: for a list both are "not judged"
  }
}
