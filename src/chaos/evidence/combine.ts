import { errorText } from "../../base/errors.ts";
import type { Evidence, Observation } from "../../model/fault.ts";

/** One evidence out of several: seen when all were, at the moment of the last. */
export function combineEvidence(parts: readonly Evidence[]): Evidence {
  return {
    seen: parts.length > 0 && parts.every((part) => part.seen),
    atMs: Math.max(0, ...parts.map((part) => part.atMs)),
    observations: parts.flatMap((part) => part.observations),
  };
}

/** Evidence from observations that belong to one moment. */
export function evidenceOf(observations: readonly Observation[], atMs: number): Evidence {
  return { seen: observations.length > 0 && observations.every((seen) => seen.asExpected), atMs, observations };
}

/** A look that throws has seen nothing: the error becomes what was found. */
export async function lookSafely(options: {
  look: () => Promise<Evidence>;
  what: string;
  sinceStartMs: () => number;
}): Promise<Evidence> {
  try {
    return await options.look();
  } catch (error) {
    const observation = {
      what: options.what,
      expected: "an observation",
      found: `looking failed: ${errorText(error)}`,
      asExpected: false,
    };
    return evidenceOf([observation], options.sinceStartMs());
  }
}
