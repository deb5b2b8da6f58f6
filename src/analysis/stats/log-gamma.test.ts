import { describe, expect, it } from "vitest";
import { logGamma } from "./log-gamma.ts";

describe("logGamma", () => {
  it("is the logarithm of the factorial below", () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12);
      factorial *= n;
    }
  });

  it.each([
    [0.5, Math.log(Math.PI) / 2],
    [1e-5, 11.512919692895826],
    [101, 363.7393755555635],
  ])("at %d is %d", (x, value) => {
    expect(logGamma(x)).toBeCloseTo(value, 11);
  });

  it("refuses what is not positive", () => {
    expect(() => logGamma(0)).toThrow("the gamma function is wanted at 0, not at a positive number");
  });
});
