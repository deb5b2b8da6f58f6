import { assert } from "../../base/assert.ts";
import { InvariantError } from "../../base/errors.ts";
import { logGamma } from "./log-gamma.ts";

export interface BetaShape {
  readonly a: number;
  readonly b: number;
}

/** Regularised incomplete beta function I_x(a, b): the share of a Beta(a, b) distribution that lies below x. */
export function incompleteBeta(options: BetaShape & { readonly x: number }): number {
  const { x, a, b } = options;
  assert(a > 0 && b > 0, `a beta distribution needs positive shapes, got ${a} and ${b}`);
  assert(x >= 0 && x <= 1, `a beta distribution lives on 0 to 1, asked at ${x}`);
  if (x === 0 || x === 1) return x;
  // The fraction converges fast only below the mean; above it the mirrored distribution is used (DLMF 8.17.4).
  if (x > (a + 1) / (a + b + 2)) return 1 - lowerTail({ x: 1 - x, a: b, b: a });
  return lowerTail(options);
}

/** The x below which a Beta(a, b) distribution has the given share: the inverse of incompleteBeta in x. */
export function inverseIncompleteBeta(options: BetaShape & { readonly share: number }): number {
  const { share, a, b } = options;
  assert(share >= 0 && share <= 1, `a share lies between 0 and 1, got ${share}`);
  if (share === 0 || share === 1) return share;
  // Halving until no double lies between: a thousand cheap steps at worst, for x near the smallest double.
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (incompleteBeta({ x: middle, a, b }) < share) low = middle;
    else high = middle;
  }
}

function lowerTail({ x, a, b }: BetaShape & { readonly x: number }): number {
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) / a;
  return Math.min(1, front * continuedFraction({ x, a, b }));
}

/** Terms are needed in the order of the root of the larger shape: this is enough for shapes of 10^8. */
const termsMax = 50_000;

/** The fraction 1/(1 + d1/(1 + d2/(1 + ...))) of https://dlmf.nist.gov/8.17#E22, by Lentz's method: DLMF 3.10(iii). */
function continuedFraction(point: BetaShape & { readonly x: number }): number {
  let value = 1;
  let numerator = 1;
  let denominator = 1;
  for (let term = 1; term <= termsMax; term++) {
    const coefficient = coefficientAt(term, point);
    numerator = awayFromZero(1 + coefficient / numerator);
    denominator = awayFromZero(1 + coefficient * (term === 1 ? 0 : 1 / denominator));
    const change = numerator / denominator;
    value *= change;
    if (Math.abs(change - 1) < 4 * Number.EPSILON) return 1 / value;
  }
  throw new InvariantError(`the incomplete beta function did not converge at ${JSON.stringify(point)}`);
}

function coefficientAt(term: number, { x, a, b }: BetaShape & { readonly x: number }): number {
  const half = Math.floor(term / 2);
  const below = (a + term - 1) * (a + term);
  return term % 2 === 0 ? (half * (b - half) * x) / below : (-(a + half) * (a + b + half) * x) / below;
}

const awayFromZero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
