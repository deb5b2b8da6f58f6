import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ChaindrillError, errorText, exitCode } from "../base/errors.ts";
import { type Result, resultSchema, resultVersion } from "../model/result.ts";

/** The stored result of a run. Throws ChaindrillError (exit 3) when there is none, or of another version. */
export function readResult(dir: string): Result {
  const file = path.join(dir, "result.json");
  if (!existsSync(file)) {
    throw new ChaindrillError({
      message: `${dir} has no result.json`,
      hint: "`chaindrill list` shows the runs there are; `chaindrill analyze` judges one that was cut short.",
      exitCode: exitCode.invalidInput,
    });
  }
  const hint = `\`chaindrill analyze ${dir}\` judges the run anew from its journal.`;
  const found = parse(file, hint);
  const parsed = resultSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  const version: unknown = (found as { version?: unknown } | null)?.version;
  const [issue] = parsed.error.issues;
  throw new ChaindrillError({
    message:
      version === resultVersion
        ? `${file} is damaged: ${issue?.path.join(".")}: ${issue?.message}`
        : `${file} has version ${JSON.stringify(version)}${ageOf(version)}; this Chaindrill reads version ${resultVersion}`,
    hint,
    exitCode: exitCode.invalidInput,
    cause: parsed.error,
  });
}

/** Which of the two is to be renewed is the first question of whoever reads the message. */
function ageOf(version: unknown): string {
  if (typeof version !== "number") return "";
  return version < resultVersion ? ", of an older Chaindrill" : ", of a newer Chaindrill";
}

function parse(file: string, hint: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new ChaindrillError({
      message: `${file} is damaged: ${errorText(cause)}`,
      hint,
      exitCode: exitCode.invalidInput,
      cause,
    });
  }
}

/** The stored result, or undefined when there is none that can be read. */
export function readResultIfThere(dir: string): Result | undefined {
  try {
    return readResult(dir);
  } catch {
    return undefined; // cut short, or of another version: for a list both are "not judged"
  }
}
