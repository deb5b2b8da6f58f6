import { describe, expect, it } from "vitest";
import { emptyResult, sampleResult } from "../testing/sample-result.ts";
import { keyNumbers } from "./key-numbers.ts";

const lines = (result: Parameters<typeof keyNumbers>[0]) =>
  keyNumbers(result).map(
    ({ label, value, note, status }) => `${label} | ${value} | ${note} | ${status ?? "not judged"}`,
  );

describe("keyNumbers", () => {
  it("shows RTO per fault, RPO, tail latency and rate", () => {
    expect(lines(sampleResult())).toMatchInlineSnapshot(`
      [
        "RTO majority-outage | 34.6 s | service, from injection; from clearing 4.1 s | fail",
        "RTO split | no impact | the service stayed healthy | pass",
        "RPO: acknowledged, then lost | 0 | L1 0 of 5,588; L2 0 of 5,560 | pass",
        "p99 transfers | 1.5 s | inclusion, steady; whole run 33.2 s | not judged",
        "Rate transfers | 39.8/s | of 40/s offered; 28 dropped | not judged",
        "p99 reads | 11 ms | response, steady; whole run 870 ms | not judged",
        "Rate reads | 100/s | of 100/s offered; 0 dropped | not judged",
      ]
    `);
  });

  it("shows every acknowledgement level when none was judged", () => {
    const rpo = lines(sampleResult({ verdicts: [] })).find((line) => line.startsWith("RPO"));
    expect(rpo).toBe("RPO: acknowledged, then lost | 2 | L0 2 of 5,612; L1 0 of 5,588; L2 0 of 5,560 | not judged");
  });

  it("says when there were too few samples for a percentile", () => {
    const loads = sampleResult().loads.map((load) => {
      const { steady } = load.submit;
      return { ...load, inclusion: null, submit: { ...load.submit, steady: { ...steady, count: 40, p99: null } } };
    });
    expect(lines(sampleResult({ loads }))).toContain(
      "p99 reads | – | response, steady: too few samples (40) | not judged",
    );
  });

  it("has nothing to show for an empty result", () => {
    expect(keyNumbers(emptyResult())).toEqual([]);
  });
});
