// Student's t distribution through the incomplete beta function: https://dlmf.nist.gov/8.17 and Abramowitz & Stegun 26.7.1.

import { assert } from "../../base/assert.ts";
import { incompleteBeta, inverseIncompleteBeta } from "./incomplete-beta.ts";

/** P(T > t): keeps its relative precision far out, where 1 - CDF would be 0. */
export function studentTUpperTail({ t, degrees }: { readonly t: number; readonly degrees: number }): number {
  assert(degrees > 0 && !Number.isNaN(t), `a t distribution needs a number and positive degrees of freedom`);
  const beyond = halfTail(Math.abs(t), degrees);
  return t >= 0 ? beyond : 1 - beyond;
}

/** P(T <= t). */
export const studentTCdf = ({ t, degrees }: { readonly t: number; readonly degrees: number }): number =>
  studentTUpperTail({ t: -t, degrees });

/** The t below which the given share of the distribution lies. */
export function studentTQuantile({ share, degrees }: { readonly share: number; readonly degrees: number }): number {
  assert(degrees > 0, `a t distribution needs positive degrees of freedom, got ${degrees}`);
  if (share === 0.5) return 0;
  if (share > 0.5) return -studentTQuantile({ share: 1 - share, degrees });
  const bothTails = 2 * share;
  if (bothTails > 0.5) {
    const x = inverseIncompleteBeta({ share: 1 - bothTails, a: 0.5, b: degrees / 2 });
    return -Math.sqrt((degrees * x) / (1 - x));
  }
  const x = inverseIncompleteBeta({ share: bothTails, a: degrees / 2, b: 0.5 });
  return -Math.sqrt((degrees * (1 - x)) / x);
}

function halfTail(t: number, degrees: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  // Near the centre the mirrored form is used: there degrees / (degrees + t²) has lost the digits of t.
  if (square < degrees) return 0.5 - incompleteBeta({ x: square / (degrees + square), a: 0.5, b: degrees / 2 }) / 2;
  return incompleteBeta({ x: degrees / (degrees + square), a: degrees / 2, b: 0.5 }) / 2;
}
