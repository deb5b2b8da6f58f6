// What a developer's benchmark found, as it is kept on the machine: one line of `bench.ndjson` for each.

import { z } from "zod";

export const benchVersion = 1;

export const benchFigureSchema = z.strictObject({
  /** "transfers.included", "reads.p99". */
  name: z.string(),
  title: z.string(),
  unit: z.enum(["ms", "perSecond"]),
  better: z.enum(["lower", "higher"]),
  value: z.number().nullable(),
});
export type BenchFigure = z.infer<typeof benchFigureSchema>;

export const benchEntrySchema = z.strictObject({
  version: z.literal(benchVersion),
  /** ISO 8601. */
  at: z.string(),
  /** What must be the same for numbers to be compared: machine, backend, and the scenarios that were run. */
  environment: z.array(z.string()),
  /** Clients under test and what measured; may differ, that is what one wants to see. */
  builds: z.array(z.string()),
  figures: z.array(benchFigureSchema),
  /** Why these numbers are doubtful; empty when they are not. */
  doubts: z.array(z.string()),
});
export type BenchEntry = z.infer<typeof benchEntrySchema>;

export interface ComparedFigure {
  readonly figure: BenchFigure;
  /** To the last one that can be compared; undefined without one. */
  readonly ratio: number | undefined;
  /** Least and most of earlier values, as ratios to their median; undefined with fewer than three. */
  readonly noise: { readonly low: number; readonly high: number; readonly count: number } | undefined;
  /** Whether the value lies outside of all earlier ones; undefined without noise to tell. */
  readonly isOutside: boolean | undefined;
}

export interface ComparedBench {
  readonly figures: readonly ComparedFigure[];
  /** The last one of the same environment. */
  readonly last: BenchEntry | undefined;
}
