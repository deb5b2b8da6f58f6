import { describe, expect, it } from "vitest";
import type { FaultResult, Result } from "../../../model/result.ts";
import { emptyResult, sampleResult } from "../../../testing/sample-result.ts";
import { lanesOf } from "./lanes.ts";

const draw = (result: Result): string[] =>
  lanesOf(result, result.run.durationMs).map(({ name, bars }) => {
    const spans = bars.map(({ fromMs, toMs, color, after }) => {
      const word = after === undefined ? "" : ` ${after}`;
      return `${fromMs / 1000}-${toMs / 1000} ${color.slice(6, -1)}${word}`;
    });
    return `${name}: ${spans.join(", ")}`;
  });

function withFirstFault(change: (fault: FaultResult) => FaultResult): Result {
  const [first, ...others] = sampleResult().faults;
  if (first === undefined) throw new Error("the sample has a fault");
  return sampleResult({ faults: [change(first), ...others] });
}

const laneOf = (result: Result, name: string): string | undefined =>
  draw(result).find((line) => line.startsWith(`${name}: `));

describe("lanesOf", () => {
  it("shows phases, faults, service and nodes as spans of time", () => {
    expect(draw(sampleResult())).toMatchInlineSnapshot(`
      [
        "phase: 0-1.4 phase-a, 1.4-9 phase-b, 9-21 phase-a, 21-113.2 phase-b, 113.2-114 phase-a, 114-141 phase-b, 141-166 phase-a, 166-176 phase-b, 176-182.4 phase-a",
        "F1 majority-outage: 21.4-51.9 fault, 51.9-56 recovering RTO 34.6 s",
        "F2 split: 86.2-106.7 fault no impact",
        "service: 9-166 pass, 24.5-56 fail",
        "signer-0: 7-176 pass",
        "signer-1: 7-176 pass",
        "signer-2: 7-21 pass, 21-53 fail, 53-176 pass",
        "signer-3: 7-21 pass, 21-53 fail, 53-90 pass, 90-113 unknown, 113-176 pass",
        "signer-4: 7-21 pass, 21-53 fail, 53-90 pass, 90-113 unknown, 113-176 pass",
        "rpc-0: 7-176 pass",
      ]
    `);
  });

  it("draws nothing for a run that saw nothing", () => {
    expect(lanesOf(emptyResult(), 1_000)).toEqual([]);
  });

  it("ends an unhealthy span that nobody saw end where the next fault begins", () => {
    const result = withFirstFault((fault) => ({
      ...fault,
      recoveries: fault.recoveries.map((recovery) => ({
        ...recovery,
        kind: "censored" as const,
        recoveredAtMs: null,
        fromInjectionMs: null,
      })),
    }));
    expect(laneOf(result, "service")).toBe("service: 9-166 pass, 24.5-86 fail");
    expect(laneOf(result, "F1 majority-outage")).toBe(
      "F1 majority-outage: 21.4-51.9 fault, 51.9-86 recovering not recovered",
    );
  });

  it("does not let an unknown recovery look healthy", () => {
    const result = withFirstFault((fault) => ({
      ...fault,
      recoveries: fault.recoveries.map((recovery) => ({ ...recovery, kind: "unknown" as const, impactAtMs: null })),
    }));
    expect(laneOf(result, "service")).toBe("service: 9-166 pass, 21.4-86 unknown");
  });

  it("has no row for a service that nobody observed", () => {
    const faults = sampleResult().faults.map((fault) => ({ ...fault, recoveries: fault.recoveries.slice(1) }));
    expect(laneOf(sampleResult({ faults }), "service")).toBeUndefined();
  });

  it("marks a fault that was not carried out", () => {
    const result = withFirstFault((fault) => ({ ...fault, bit: "not-injected", activeAtMs: null, revertedAtMs: null }));
    expect(laneOf(result, "F1 majority-outage")).toBe("F1 majority-outage: 21-21 fault not injected");
  });
});
