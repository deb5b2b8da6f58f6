import { compareRuns } from "../../analysis/compare/compare-runs.ts";
import { type ComparisonPolicy, defaultPolicy } from "../../analysis/compare/policy.ts";
import { refuseDesign } from "../../analysis/compare/refuse-design.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import type { Baseline } from "../../model/baseline.ts";
import type { Comparison } from "../../model/comparison.ts";
import { readSide } from "./read-side.ts";

/** The usual policy where nothing else is asked for. */
export function comparePolicy(asked: {
  readonly alpha?: number | undefined;
  readonly primary?: readonly string[] | undefined;
  readonly allowDifferent?: ComparisonPolicy["allowDifferent"] | undefined;
}): ComparisonPolicy {
  const { alpha, primary, allowDifferent } = asked;
  return {
    ...defaultPolicy,
    alpha: alpha ?? defaultPolicy.alpha,
    primary: primary ?? defaultPolicy.primary,
    allowDifferent: allowDifferent ?? defaultPolicy.allowDifferent,
    // Nothing can be run anew for runs that lie on disk, so there is no second batch to wait for.
    confirms: false,
  };
}

export interface CompareSaved {
  readonly name: string;
  readonly reference: readonly string[];
  readonly candidate: readonly string[];
  readonly policy: ComparisonPolicy;
  readonly baseline: Baseline | undefined;
  readonly comparedAt: string;
  readonly version: string;
  /** Where the comparison will lie. */
  readonly dir: string;
}

/**
 * Compares runs that were found on disk. Throws ChaindrillError (exit 3) with every reason why they must not be compared.
 */
export function compareSaved(options: CompareSaved): Comparison {
  const { name, policy, baseline, comparedAt, version, dir } = options;
  const sides = {
    reference: readSide({ label: "reference", dirs: options.reference, relativeTo: dir }),
    candidate: readSide({ label: "candidate", dirs: options.candidate, relativeTo: dir }),
  };
  const problems = refuseDesign({ kind: "stored", sides, policy });
  if (problems.length > 0) throw refusedDesign(problems);
  return compareRuns({
    ...sides,
    name,
    description: "",
    design: { kind: "stored", pairs: null, seed: null },
    policy,
    baseline,
    comparedAt,
    chaindrillVersion: version,
  });
}

/** Exit 3: what cannot fail must not pass either. */
export function refusedDesign(problems: readonly string[]): ChaindrillError {
  return new ChaindrillError({
    message: `these runs must not be compared:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    hint: "More runs of both sides, on one machine and of one plan; --allow-different where a difference is meant.",
    exitCode: exitCode.invalidInput,
  });
}
