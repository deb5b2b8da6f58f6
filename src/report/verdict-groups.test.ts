import { describe, expect, it } from "vitest";
import type { Verdict, VerdictStatus } from "../model/verdict.ts";
import { byGroup, countStatuses, worstFirst } from "./verdict-groups.ts";

const verdict = (name: string, status: VerdictStatus): Verdict => ({ name, status, summary: "", evidence: [] });

const mixed = [
  verdict("ledger.C1", "pass"),
  verdict("slo.rpc", "fail"),
  verdict("rto.split.service", "skipped"),
  verdict("custom", "unknown"),
  verdict("experiment.steady", "pass"),
  verdict("rpo.L1", "fail"),
];

describe("worstFirst", () => {
  it("orders by status, then by question, and keeps the given list", () => {
    expect(worstFirst(mixed).map(({ name }) => name)).toEqual([
      "rpo.L1",
      "slo.rpc",
      "custom",
      "experiment.steady",
      "ledger.C1",
      "rto.split.service",
    ]);
    expect(mixed[0]?.name).toBe("ledger.C1");
  });
});

describe("byGroup", () => {
  it("leaves out empty groups and puts unknown names under other", () => {
    expect(byGroup(mixed).map(({ group, verdicts }) => [group, verdicts.length])).toEqual([
      ["experiment", 1],
      ["rto", 1],
      ["rpo", 1],
      ["slo", 1],
      ["ledger", 1],
      ["other", 1],
    ]);
  });
});

describe("countStatuses", () => {
  it("counts in words", () => {
    expect(countStatuses(mixed)).toBe("2 failed, 1 unknown, 2 passed, 1 skipped");
    expect(countStatuses([])).toBe("no checks");
  });
});
