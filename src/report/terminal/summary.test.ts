import { describe, expect, it } from "vitest";
import { hostileResult } from "../../testing/hostile-result.ts";
import { emptyResult, sampleResult } from "../../testing/sample-result.ts";
import { plainStyle } from "./style.ts";
import { renderSummary } from "./summary.ts";

const options = { style: plainStyle, dir: "reports/runs/x" };

describe("renderSummary", () => {
  it("says the verdict, what is wrong, and where the rest is", () => {
    expect(renderSummary(sampleResult(), options)).toMatchInlineSnapshot(`
      "✕ FAIL  The service needed 34.6 s to recover from majority-outage; at most 30.0 s was asked for.
      drill on clique-5, 3 m 02 s: 2 failed, 1 unknown, 11 passed, 1 skipped

      verdict    check                        finding
      ✕ fail     rto.majority-outage.service  Asked: at most 30.0 s from injection. Found: 34.6 s.
      ✕ fail     slo.rpc.availability         Asked: 99 % good. Found: 98.1 % of 14,200.
      ? unknown  ledger.C8                    2 of 6 nodes could not be read in both rounds; reads may have gone backwards.

      fault            recovery of  from injection  from clearing
      majority-outage  service              34.6 s          4.1 s  ✕
                       signer-2             34.9 s          4.4 s  ✓
                       signer-3             35.5 s          5.0 s
                       signer-4             36.1 s          5.6 s
      split            service           no impact              –  ✓
                       signer-3             26.8 s          6.3 s
                       signer-4             27.9 s          7.4 s  ✓

      acknowledged  transactions  lost  in another block
      L0                   5,612     2                 0
      L1                   5,588     0                11
      L2                   5,560     0                 0

      load       offered  achieved  dropped  response p99  inclusion p99
      transfers     40/s    39.8/s       28         21 ms          1.5 s
      reads        100/s     100/s        0         11 ms              –

      transactions of  became of them
      transfers        5,610 included, 12 refused, 30 never seen

      alert on                      severity  both windows  must          over
      Reads answered within 500 ms  page      1 m and 5 s   fire at 0:31  at 0:57

      report  reports/runs/x/report.html
      again   chaindrill run drill --backend process --seed 1
      "
    `);
  });

  it("says that a run must not be compared, and why", () => {
    const invalid = ["2 of 480 iterations were dropped while steady.", "the wall clock moved by 31 ms"];
    expect(renderSummary(sampleResult({ invalid }), options)).toContain(
      "\n\ndo not compare this run: 2 of 480 iterations were dropped while steady; the wall clock moved by 31 ms.\n\n",
    );
  });

  it("names the limit of a load that had one", () => {
    const bottleneck = {
      limit: "gas-limit" as const,
      sentence: "blocks are full",
      evidence: ["the median block: 99 %"],
    };
    const loads = sampleResult().loads.map((load, index) => (index === 0 ? { ...load, bottleneck } : load));
    expect(renderSummary(sampleResult({ loads }), options)).toContain(
      "\n\nload       its limit  because\ntransfers  gas-limit  blocks are full\n\n",
    );
    expect(renderSummary(sampleResult(), options)).not.toContain("its limit");
  });

  it("is short when all is well", () => {
    const verdicts = sampleResult().verdicts.filter(({ status }) => status === "pass");
    const verdict = { status: "pass" as const, summary: "The benchmark kept its objectives." };
    expect(
      renderSummary(sampleResult({ verdict, verdicts, faults: [], rpo: [], slos: [] }), options),
    ).toMatchInlineSnapshot(`
      "✓ PASS  The benchmark kept its objectives.
      drill on clique-5, 3 m 02 s: 11 passed

      load       offered  achieved  dropped  response p99  inclusion p99
      transfers     40/s    39.8/s       28         21 ms          1.5 s
      reads        100/s     100/s        0         11 ms              –

      transactions of  became of them
      transfers        5,610 included, 12 refused, 30 never seen

      report  reports/runs/x/report.html
      again   chaindrill run drill --backend process --seed 1
      "
    `);
  });

  it("does not fall over a run without anything", () => {
    expect(renderSummary(emptyResult(), options)).toMatchInlineSnapshot(`
      "? UNKNOWN  nothing was judged
      drill on clique-5, 0 ms: no checks; ended early: broken

      do not compare this run: the run ended early: broken.

      report  reports/runs/x/report.html
      again   chaindrill run drill --backend process --seed 1
      "
    `);
  });

  it("lets no control character of a run reach the terminal", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the property.
    expect(renderSummary(hostileResult(), options)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("colours through the style it is given", () => {
    expect(renderSummary(sampleResult(), { ...options, style: (look, text) => `<${look}>${text}</>` })).toContain(
      "<red>✕ FAIL</>",
    );
  });
});
