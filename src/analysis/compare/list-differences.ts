import type { Comparison } from "../../model/comparison.ts";
import type { Environment } from "../../model/result.ts";
import { textsOf } from "./refuse-design.ts";
import { type BothSides, type Side, validRuns } from "./sides.ts";

type Differences = Comparison["differences"];

const environmentParts: readonly (keyof Environment)[] = ["machine", "backend", "scenario", "clients", "harness"];

/** What is known to differ between the sides, besides their numbers. */
export function listDifferences({ reference, candidate }: BothSides): Differences {
  const rows = [
    ...environmentParts.map((part) => row(part, textsOf(reference.runs, part), textsOf(candidate.runs, part))),
    row("commit of Chaindrill", commitsOf(reference), commitsOf(candidate)),
    row("settings", reference.settings, candidate.settings),
  ];
  return rows.filter((one) => one.reference !== one.candidate);
}

const row = (what: string, reference: readonly string[], candidate: readonly string[]): Differences[number] => ({
  what,
  reference: reference.join("; "),
  candidate: candidate.join("; "),
});

const commitsOf = (side: Side): string[] => [
  ...new Set(validRuns(side).map(({ result }) => result.run.commit ?? "unknown")),
];
