import { describe, expect, it } from "vitest";
import { hostileResult } from "../testing/hostile-result.ts";
import { emptyResult, sampleResult } from "../testing/sample-result.ts";
import { renderMarkdown } from "./markdown.ts";

describe("renderMarkdown", () => {
  it("shows the rich result, verdict first", () => {
    expect(renderMarkdown(sampleResult())).toMatchInlineSnapshot(`
      "# **FAIL** ✕ drill

      The service needed 34.6 s to recover from majority-outage; at most 30.0 s was asked for.

      A majority fails, then the network splits: does the chain come back, and is anything lost? Plan \`drill\` on \`clique-5\`, backend \`process\`, 3 m 02 s; 2 failed, 1 unknown, 11 passed, 1 skipped.

      ## Verdicts

      | Verdict | Check | Finding |
      | --- | --- | --- |
      | ✕ **fail** | \`rto.majority-outage.service\` | Asked: at most 30.0 s from injection. Found: 34.6 s. |
      | ✕ **fail** | \`slo.rpc.availability\` | Asked: 99 % good. Found: 98.1 % of 14,200. |
      | ? **unknown** | \`ledger.C8\` | 2 of 6 nodes could not be read in both rounds; reads may have gone backwards. |
      | ✓ pass | \`experiment.steady\` | Healthy and at the asked rate for 10.0 s before the first fault. |
      | ✓ pass | \`experiment.fault-bit.majority-outage\` | Seen from outside 0.4 s after it was asked for. |
      | ✓ pass | \`experiment.fault-bit.split\` | 6 of 6 links seen cut 0.2 s after it was asked for. |
      | ✓ pass | \`rto.majority-outage.node.signer-2\` | Asked: at most 60.0 s. Found: 36.1 s. |
      | ✓ pass | \`rto.split.service\` | Asked: at most 30.0 s. Found: no impact. |
      | ✓ pass | \`rto.split.node.signer-4\` | Asked: at most 60.0 s. Found: 27.9 s. |
      | ✓ pass | \`rpo.L1\` | 0 of 5,588 transactions with a receipt are gone. |
      | ✓ pass | \`rpo.L2\` | 0 of 5,560 settled transactions are gone. |
      | ✓ pass | \`slo.canary\` | Asked: 50 % good. Found: 84.687 % of 320. |
      | ✓ pass | \`ledger.C1\` | Every transaction with a receipt is on every node's chain. |
      | ✓ pass | \`ledger.C4\` | Nonces of 64 senders are complete on 6 nodes. |
      | – skipped | \`rpo.L0\` | No limit was asked for; 2 of 5,612 are gone. |

      ## Faults and recovery times (RTO)

      | Fault | Type | Targets | At | Injection took | Recovery of | from injection | from impact | from clearing | unavailable | deepest reorg |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | \`majority-outage\` | \`PodChaos/pod-failure\` | signer-2, signer-3, signer-4 | 0:21 | 400 ms | service | 34.6 s | 31.5 s | 4.1 s | 31.5 s ± 250 ms | 0 |
      |  |  |  |  |  | signer-2 | 34.9 s | 34.9 s | 4.4 s | 34.9 s ± 250 ms |  |
      |  |  |  |  |  | signer-3 | 35.5 s | 35.5 s | 5.0 s | 35.5 s ± 250 ms |  |
      |  |  |  |  |  | signer-4 | 36.1 s | 36.1 s | 5.6 s | 36.1 s ± 250 ms |  |
      | \`split\` | \`NetworkChaos/partition\` | signer-3, signer-4 | 1:26 | 200 ms | service | no impact | – | – | 0 ms ± 250 ms | 2 |
      |  |  |  |  |  | signer-3 | 26.8 s | 22.0 s | 6.3 s | 22.0 s ± 250 ms |  |
      |  |  |  |  |  | signer-4 | 27.9 s | 23.1 s | 7.4 s | 23.1 s ± 250 ms |  |

      ## Loss (RPO)

      | Acknowledged at | Transactions | Lost | Moved | Deepest reorg | Loss rate, 95 % bound |
      | --- | --- | --- | --- | --- | --- |
      | L0 | 5,612 | 2 | 0 | 2 | – |
      | L1 | 5,588 | 0 | 11 | 2 | ≤ 0.054 % |
      | L2 | 5,560 | 0 | 0 | 2 | ≤ 0.054 % |

      ## Loads

      | Load | Offered | Achieved | Dropped | ok / rejected / unknown | Response p50 / p99 | Inclusion p50 / p99 | Rate |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      | \`transfers\` | 40/s | 39.8/s | 28 | 5,612 / 12 / 28 | 4 ms / 21 ms | 620 ms / 1.5 s | rate met |
      | \`reads\` | 100/s | 100/s | 0 | 13,930 / 0 / 270 | 2 ms / 11 ms | – | rate met |

      Latencies are of the steady phase and count from the intended start.

      Transactions of \`transfers\`: 5,610 included, 12 refused, 30 never seen.

      <details><summary>Latencies by window</summary>

      | Latency | Window | Samples | p50 | p90 | p95 | p99 | p99.9 | Longest |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | \`transfers\` response | steady | 480 | 4 ms | 7 ms | 9 ms | 21 ms | – | 48 ms |
      |  | majority-outage | 2,572 | 5 ms | 12 ms | 31 ms | 4.1 s | – | 5.0 s |
      |  | split | 2,200 | 4 ms | 8 ms | 10 ms | 26 ms | – | 61 ms |
      |  | after | 400 | 4 ms | 7 ms | 9 ms | 19 ms | – | 22 ms |
      |  | whole run | 5,652 | 4 ms | 9 ms | 14 ms | 2.0 s | 5.0 s | 5.0 s |
      | \`transfers\` inclusion | steady | 480 | 620 ms | 1.1 s | 1.1 s | 1.5 s | – | 1.9 s |
      |  | majority-outage | 2,532 | 16.4 s | 30.9 s | 32.3 s | 34.1 s | – | 34.8 s |
      |  | split | 2,198 | 990 ms | 1.7 s | 2.0 s | 2.9 s | – | 3.3 s |
      |  | after | 400 | 610 ms | 1.0 s | 1.1 s | 1.4 s | – | 1.5 s |
      |  | whole run | 5,610 | 980 ms | 24.3 s | 29.1 s | 33.2 s | 34.4 s | 34.8 s |
      | \`reads\` response | steady | 1,200 | 2 ms | 3 ms | 4 ms | 11 ms | – | 30 ms |
      |  | majority-outage | 6,500 | 2 ms | 5 ms | 9 ms | 1.9 s | 4.4 s | 5.0 s |
      |  | split | 5,500 | 2 ms | 4 ms | 5 ms | 14 ms | 520 ms | 640 ms |
      |  | after | 1,000 | 2 ms | 3 ms | 4 ms | 10 ms | – | 25 ms |
      |  | whole run | 14,200 | 2 ms | 4 ms | 6 ms | 870 ms | 2.9 s | 5.0 s |

      A dash: too few samples to tell with 95 % confidence.

      </details>

      ## Service levels (SLO)

      | Objective | Good | Share | Asked | Error budget spent |
      | --- | --- | --- | --- | --- |
      | Reads answered within 500 ms | 13,930 of 14,200 | 98.098 % | 99 % | 3.1 % |
      | Canary included within 5 s | 271 of 320 | 84.687 % | 50 % | 0.002 % |

      <details><summary>Error budget by fault, and alerts</summary>

      | Objective | Fault | Bad | Error budget spent |
      | --- | --- | --- | --- |
      | Reads answered within 500 ms | \`majority-outage\` | 260 of 6,500 | 2.985 % |
      | Reads answered within 500 ms | \`split\` | 10 of 5,500 | 0.115 % |
      | Canary included within 5 s | \`majority-outage\` | 47 of 110 | 0.002 % |
      | Canary included within 5 s | \`split\` | 2 of 110 | 0 % |

      | Objective | Severity | Both windows | Burn rate above | Alert | Over | Found |
      | --- | --- | --- | --- | --- | --- | --- |
      | Reads answered within 500 ms | page | 1 m and 5 s | 4 | fires at 0:31 | at 0:57 | burns 4.3 of 4 at most |
      | Reads answered within 500 ms | page | 1 h and 5 m | 14.4 | silent | – | burns 0.8 of 14.4 at most |
      | Reads answered within 500 ms | ticket | 1 d and 2 h | 3 | silent | – | burns 0.1 of 3 at most |

      </details>

      ## Canary

      317 of 320 probe transactions were included, 49 were late or lost; p50 940 ms, p99 31.2 s, longest 33.9 s.

      <details><summary>Numbers to compare</summary>

      | Number | Name | Value | Better | Measurements | Why not |
      | --- | --- | --- | --- | --- | --- |
      | transfers: inclusion, p50 in steady state | \`load.transfers.inclusion.p50\` | 620 ms | lower | 480 | – |
      | transfers: inclusion, p99 in steady state | \`load.transfers.inclusion.p99\` | 1.48 s | lower | 480 | – |
      | transfers: throughput in steady state | \`load.transfers.throughput\` | 40/s | higher | 480 | – |
      | transfers: dropped, rejected or unanswered | \`load.transfers.bad\` | 1.2 % | lower | 5,680 | – |
      | reads: submit, p99 in steady state | \`load.reads.submit.p99\` | 11 ms | lower | 1,200 | – |
      | majority-outage: recovery of the service from injection | \`rta.majority-outage.service\` | 34.6 s | lower | 1 | – |
      | split: recovery of the service from injection | \`rta.split.service\` | 0 ms | lower | 1 | – |
      | majority-outage: service unavailable in all | \`unavailable.majority-outage.service\` | 31.5 s | lower | 1 | – |
      | split: service unavailable in all | \`unavailable.split.service\` | – | lower | 0 | the run does not say it |

      </details>

      ## How to run it again

      \`\`\`sh
      chaindrill run drill --backend process --seed 1
      \`\`\`

      - Run \`8f3a21c7\`, started 2026-11-23T02:00:04.120Z
      - Chaindrill 0.1.0, commit \`c113c441d0e2\`
      - geth 1.13.15, k6 1.8.1
      - linux x64, 2 cores, Example CPU, 24064 MiB, Node 24.21.0
      - Scenario drill on clique-5, 4be1c07f
      "
    `);
  });

  it("says so when nothing was measured", () => {
    expect(renderMarkdown(emptyResult())).toMatchInlineSnapshot(`
      "# **UNKNOWN** ? drill

      nothing was judged

      A majority fails, then the network splits: does the chain come back, and is anything lost? Plan \`drill\` on \`clique-5\`, backend \`process\`, 0 ms; no checks. The run ended early: broken.

      > **Do not compare this run:** the run ended early: broken.

      ## Verdicts

      No check was made.

      ## Faults and recovery times (RTO)

      No fault was injected.

      ## Loss (RPO)

      No transaction was acknowledged.

      ## Loads

      There was no load.

      ## How to run it again

      \`\`\`sh
      chaindrill run drill --backend process --seed 1
      \`\`\`

      - Run \`8f3a21c7\`, started 2026-11-23T02:00:04.120Z
      - Chaindrill 0.1.0
      - linux x64, 2 cores, Example CPU, 24064 MiB, Node 24.21.0
      - Scenario drill on clique-5, 4be1c07f
      "
    `);
  });

  it("says that a run must not be compared, and why", () => {
    const text = renderMarkdown(sampleResult({ invalid: ["The clock moved by 31 ms.", "2 were dropped"] }));
    expect(text).toContain("\n\n> **Do not compare this run:** The clock moved by 31 ms; 2 were dropped.\n\n");
  });

  it("names faults that did not happen", () => {
    const [outage, split] = sampleResult().faults;
    if (outage === undefined || split === undefined) throw new Error("the sample has two faults");
    const faults = [
      { ...outage, bit: "not-injected" as const, activeAtMs: null, why: "the limit is 2 targets", recoveries: [] },
      { ...split, bit: "no" as const },
    ];
    const text = renderMarkdown(sampleResult({ faults }));
    expect(text).toContain("| `majority-outage` (not injected) |");
    expect(text).toContain("the limit is 2 targets");
    expect(text).toContain("| `split` (did not bite) |");
  });

  it("keeps every table row whole, whatever the text", () => {
    const lines = renderMarkdown(hostileResult()).split("\n");
    let cells = 0;
    for (const line of lines) {
      if (!line.startsWith("|")) {
        cells = 0;
        continue;
      }
      const count = line.replaceAll("\\|", "").split("|").length;
      if (cells > 0) expect(count).toBe(cells);
      cells = count;
    }
  });

  it("lets no HTML through and notifies nobody", () => {
    const outsideCode = renderMarkdown(hostileResult())
      .replace(/```sh\n[\s\S]*?\n```/g, "")
      .replace(/`[^`\n]*`/g, "");
    expect(outsideCode).not.toMatch(/(?<!\\)<script/);
    expect(outsideCode).not.toContain("@everyone");
    expect(outsideCode).not.toMatch(/^# heading/m);
  });

  it("stays below what a step summary takes", () => {
    const verdicts = Array.from({ length: 9_000 }, (_, index) => ({
      name: `slo.${index}`,
      status: "fail" as const,
      summary: "é".repeat(100),
      evidence: [],
    }));
    const text = renderMarkdown(sampleResult({ verdicts }));
    expect(Buffer.byteLength(text)).toBeLessThan(901_000);
    expect(text).toContain("This report was cut here");
    expect(text).not.toContain("\ufffd");
  });

  it("names the limit of a load, and folds away what was measured", () => {
    const bottleneck = { limit: "gas-limit" as const, sentence: "blocks are full", evidence: ["one", "two"] };
    const loads = sampleResult().loads.map((load, index) => (index === 0 ? { ...load, bottleneck } : load));
    const text = renderMarkdown(sampleResult({ loads }));
    expect(text).toContain("| limited by gas-limit: blocks are full |");
    expect(text).toContain("| `transfers` | gas-limit | one |\n|  |  | two |");
  });
});
