import { type ExitCode, exitCode } from "../../base/errors.ts";
import type { ComparisonStatus } from "../../model/comparison.ts";

/** What a gate ends with: a doubt passes, unless it was asked to be strict. */
export function exitCodeOfComparison(status: ComparisonStatus, { strict }: { strict: boolean }): ExitCode {
  switch (status) {
    case "regression":
      return exitCode.fail;
    case "inconclusive":
      return strict ? exitCode.fail : exitCode.pass;
    case "invalid":
      return exitCode.unknown;
    case "improvement":
    case "no_regression":
      return exitCode.pass;
  }
}
