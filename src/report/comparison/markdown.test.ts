import { describe, expect, it } from "vitest";
import { emptyComparison, hostileComparison, writtenComparison } from "../../testing/written-comparison.ts";
import { renderComparisonMarkdown } from "./markdown.ts";

describe("renderComparisonMarkdown", () => {
  it("shows the verdict and the primary metrics in the open, the rest folded", () => {
    const notAll = renderComparisonMarkdown(writtenComparison()).split("<details><summary>Runs</summary>")[0];
    expect(notAll).toMatchInlineSnapshot(`
      "# **REGRESSION** ◆ geth-1.14-against-1.13

      geth 1.14 includes transfers later: the median is 11.8 % above that of geth 1.13.

      Does the new client include transactions as fast, and recover as soon? \`geth 1.14\` (10 runs) against \`geth 1.13\` (10 of 11 runs counted); both sides run in one job, in random order, 10 pairs; chance of a false alarm at most 1 %, shared by 5 primary metrics; seed 7.

      ## Metrics

      | Verdict | Metric | geth 1.13 | geth 1.14 | Effect | Counts from | p worse |
      | --- | --- | --- | --- | --- | --- | --- |
      | ◆ **regression**, severe | transfers: inclusion, p50 in steady state | 620 ms | 693 ms | 1.118 [1.096, 1.141] | 5 % | 0.000027 |
      | ○ inconclusive | transfers: inclusion, p99 in steady state | 1.48 s | 1.56 s | 1.060 [0.970, 1.160] | 10 % | 0.36 |
      | ● no regression | transfers: throughput in steady state | 40/s | 39.96/s | 0.999 [0.997, 1.001] | 5 % | 1 |
      | ● no regression | transfers: dropped, rejected or unanswered | 1.19 % | 1.24 % | +0.05 pp [−0.12 pp, +0.24 pp] | 1 pp | 1 |
      | ▲ improvement | majority-outage: recovery of the service from injection | 34.6 s | 26.9 s | 0.780 [0.700, 0.860] | 20 % | 1 |

      <details><summary>Secondary metrics: 1 invalid, 1 inconclusive</summary>

      | Verdict | Metric | geth 1.13 | geth 1.14 | Effect | Counts from | p worse |
      | --- | --- | --- | --- | --- | --- | --- |
      | ○ inconclusive | reads: submit, p99 in steady state | 11 ms | 11.2 ms | 1.020 [0.800, ∞) | 10 % | 1 |
      | ✕ invalid | split: recovery of the service from injection | – | not seen to end | – | 20 % | – |

      </details>

      <details><summary>Findings in words</summary>

      - transfers: inclusion, p50 in steady state: +11.8 % (98.1 % interval +9.6 % to +14.1 %); worse beyond chance (p \\< 0.0001) and beyond the floor of 5 %
      - transfers: inclusion, p99 in steady state: +6 % (98.1 % interval -3 % to +16 %); not worse beyond chance (p 0.36), but +16 % is not ruled out and the floor is 10 %
      - transfers: throughput in steady state: -0.1 % (98.1 % interval -0.3 % to +0.1 %); shown not to be worse by the floor of 5 %
      - transfers: dropped, rejected or unanswered: +0.05 points (98.1 % interval -0.12 points to +0.24 points); shown not to be worse by the floor of 1 points
      - majority-outage: recovery of the service from injection: -22 % (98.1 % interval -30 % to -14 %); better beyond chance (p 0.0001) and beyond the floor of 20 %
      - reads: submit, p99 in steady state: too few runs for an interval of the confidence asked for
      - split: recovery of the service from injection: no run of geth 1.13 says it

      </details>

      ## Before you believe it

      - 1 run of geth 1.13 was left out and replaced: 2 iterations were dropped while steady.

      ## What differs

      | What | Reference | Candidate |
      | --- | --- | --- |
      | clients | geth 1.13.15 | geth 1.14.12 |

      "
    `);
  });

  it("names every run, and why one was left out", () => {
    expect(renderComparisonMarkdown(writtenComparison())).toContain(
      "| `ref10` | geth 1.13 | 21 | 2026-11-23 03:20 UTC | 2 iterations were dropped while steady |",
    );
  });

  it("says so when nothing could be compared", () => {
    expect(renderComparisonMarkdown(emptyComparison())).toMatchInlineSnapshot(`
      "# **INVALID** ✕ geth-1.14-against-1.13

      No run of either side counts.

      \`after\` (0 of 1 run counted) against \`before\` (0 of 1 run counted); stored runs, whose nights may differ.

      ## Metrics

      There is no metric that both sides have.

      <details><summary>Runs</summary>

      | Run | Side | Order | Started | Left out because |
      | --- | --- | --- | --- | --- |
      | \`bef0\` | before | – | 2026-11-23 02:00 UTC | the run ended early: broken |
      | \`aft0\` | after | – | 2026-11-23 02:00 UTC | the run ended early: broken |

      </details>
      "
    `);
  });

  it("keeps every table row whole, whatever the text", () => {
    let cells = 0;
    for (const line of renderComparisonMarkdown(hostileComparison()).split("\n")) {
      const count = line.startsWith("|") ? line.replaceAll("\\|", "").split("|").length : 0;
      if (cells > 0 && count > 0) expect(count).toBe(cells);
      cells = count;
    }
  });

  it("lets no HTML through and notifies nobody", () => {
    const outsideCode = renderComparisonMarkdown(hostileComparison()).replace(/`[^`\n]*`/g, "");
    expect(outsideCode).not.toMatch(/(?<!\\)<script/);
    expect(outsideCode).not.toContain("@everyone");
    expect(outsideCode).not.toMatch(/^# heading/m);
  });
});
