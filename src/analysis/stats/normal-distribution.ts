import { assert } from "../../base/assert.ts";

/** From here on the continued fraction is used: below it would need many terms, above it the series cancels. */
const fractionFrom = 3;

/** P(Z > z) of the standard normal distribution, with its relative precision kept far out. */
export function normalUpperTail(z: number): number {
  assert(!Number.isNaN(z), "the normal distribution is wanted at something that is not a number");
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z < fractionFrom ? 0.5 - density * centralSeries(z) : density / tailFraction(z);
}

/** z + z^3/3 + z^5/(3·5) + ...: Abramowitz & Stegun 26.2.11, all terms positive. */
function centralSeries(z: number): number {
  let sum = z;
  let term = z;
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** z + 1/(z + 2/(z + 3/(z + ...))): Laplace's fraction, Abramowitz & Stegun 26.2.14, from the inside out. */
function tailFraction(z: number): number {
  if (z === Number.POSITIVE_INFINITY) return z;
  let value = z;
  for (let level = 100; level >= 1; level--) value = z + level / value;
  return value;
}
