import { assert } from "../../base/assert.ts";

/** Coefficients B_2k / (2k (2k - 1)) of Stirling's series, k = 1 to 7: https://dlmf.nist.gov/5.11#E1 */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** From here on seven terms of Stirling's series are exact to the last digit of a double. */
const seriesFrom = 12;

/** Natural logarithm of the gamma function for x > 0, by Stirling's series; a small x is first raised by x Γ(x) = Γ(x + 1). */
export function logGamma(x: number): number {
  assert(x > 0 && Number.isFinite(x), `the gamma function is wanted at ${x}, not at a positive number`);
  let lifted = x;
  let product = 1;
  while (lifted < seriesFrom) product *= lifted++;
  const inverseSquare = 1 / (lifted * lifted);
  const series = stirling.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient, 0) / lifted;
  return (lifted - 0.5) * Math.log(lifted) - lifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
