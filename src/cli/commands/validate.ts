import path from "node:path";
import { exitCode } from "../../base/errors.ts";
import { countProblems, formatProblems } from "../../input/format-problems.ts";
import { type Validation, validateFile } from "../../input/validate-file.ts";
import { listFilesNow, readTextNowIfThere } from "../../platform/files.ts";
import { findPlaces, shippedDirectory } from "../places.ts";

/** `chaindrill validate <path...>`: exit 3 when anything is wrong; warnings alone are no failure. */
export function validateCommand(paths: readonly string[], options: { json?: boolean }): void {
  const { home } = findPlaces();
  const shipped = {
    clusterDir: shippedDirectory({ home, kind: "cluster" }),
    planDir: shippedDirectory({ home, kind: "plan" }),
  };
  const files = paths.flatMap((given) => documentsAt(given));
  const validations = files.map((file) => validateFile({ file, readFile: readTextNowIfThere, ...shipped }));
  if (options.json) process.stdout.write(`${JSON.stringify(validations, null, 2)}\n`);
  else process.stdout.write(describe(validations));
  const broken = validations.some(({ problems }) => problems.some((problem) => problem.severity === "error"));
  if (broken || files.length === 0) process.exitCode = exitCode.invalidInput;
}

/** The file itself, or every YAML file below a directory. */
function documentsAt(given: string): string[] {
  const found = listFilesNow(given);
  if (found === undefined) return [given];
  return found.filter((file) => /\.ya?ml$/.test(file)).map((file) => path.join(given, file));
}

function describe(validations: readonly Validation[]): string {
  if (validations.length === 0) return "no YAML file found there\n";
  // A problem in a file that several plans use is told once.
  const told = new Set<string>();
  const problems = validations
    .flatMap((validation) => validation.problems)
    .filter((problem) => {
      const key = JSON.stringify(problem);
      return !told.has(key) && told.add(key);
    });
  const text = problems.length === 0 ? "" : `${formatProblems({ problems, readFile: readTextNowIfThere })}\n\n`;
  return `${text}${validations.length} files checked: ${countProblems(problems)}\n`;
}
