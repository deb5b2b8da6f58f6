// Which metrics decide. They are chosen by name before any number is looked at: choosing by result would be another way of
// asking until the answer fits. Few, because each one more makes every one of them harder to find worse (Holm).

import { matchesGlob } from "./matches-glob.ts";

/** Beyond five metrics ten runs a side begin to lack the power that they were chosen for. */
export const primaryMax = 5;

/** In this order, each in the order of the run's own list. Loads that include nothing are judged by their submit latency. */
const precedence: readonly RegExp[] = [
  /^load\..+\.inclusion\.p50$/,
  /^rta\..+\.service$/,
  /^load\..+\.inclusion\.p99$/,
  /^load\..+\.bad$/,
  /^load\..+\.throughput$/,
  /^load\..+\.submit\.p50$/,
  /^load\..+\.submit\.p99$/,
];

/** Every metric that a glob names; without globs the first five by precedence. */
export function choosePrimary({
  names,
  globs,
}: {
  readonly names: readonly string[];
  readonly globs: readonly string[];
}): string[] {
  if (globs.length > 0) return names.filter((name) => globs.some((glob) => matchesGlob(name, glob)));
  const ranked = precedence.flatMap((pattern) => names.filter((name) => pattern.test(name)));
  return ranked.slice(0, primaryMax);
}

/** Globs that name nothing: a slip of the pen would otherwise pass as "nothing got worse". */
export const idleGlobs = ({
  names,
  globs,
}: {
  readonly names: readonly string[];
  readonly globs: readonly string[];
}): string[] => globs.filter((glob) => !names.some((name) => matchesGlob(name, glob)));
