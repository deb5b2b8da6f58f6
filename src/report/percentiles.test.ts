import { describe, expect, it } from "vitest";
import { latencies } from "../testing/sample-load-results.ts";
import { percentiles, whyNotTold } from "./percentiles.ts";

describe("whyNotTold", () => {
  it("says how many samples each percentile needs", () => {
    expect(percentiles.map((percentile) => whyNotTold(percentile, latencies({ count: 4 })))).toEqual([
      "p50 needs 5 samples; there are 4",
      "p90 needs 29 samples; there are 4",
      "p95 needs 59 samples; there are 4",
      "p99 needs 299 samples; there are 4",
      "p99.9 needs 2,995 samples; there are 4",
    ]);
  });

  it("is silent about one that is there", () => {
    const known = latencies({ count: 12, p50: 3 });
    expect(percentiles.map((percentile) => whyNotTold(percentile, known)).slice(0, 2)).toEqual([
      undefined,
      "p90 needs 29 samples; there are 12",
    ]);
  });
});
