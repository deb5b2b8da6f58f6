import { describe, expect, it } from "vitest";
import type { BenchEntry } from "../../model/bench.ts";
import { comparedSample, sampleBench } from "../../testing/sample-bench.ts";
import { plainStyle } from "../terminal/style.ts";
import { renderBenchTerminal } from "./terminal.ts";

const rendered = (now: BenchEntry, history: readonly BenchEntry[]) =>
  renderBenchTerminal(now, { compared: comparedSample(now, history), style: plainStyle });

describe("renderBenchTerminal", () => {
  it("compares the first one with nothing", () => {
    expect(rendered(sampleBench(5_000), [])).toMatchInlineSnapshot(`
      "figure                        now  of the last
      reads answered            5,000/s            –
      transfers, inclusion p99   950 ms            –
      transfers, inclusion p50        –            –

      The first benchmark of this kind on this machine: the next one is compared with it.
      "
    `);
  });

  it("says of each figure whether it lies within the noise that is known, and never whether it is good", () => {
    const history = [sampleBench(4_800), sampleBench(5_000), sampleBench(5_300)];
    expect(rendered(sampleBench(4_500, { builds: ["anvil 1.8.0"] }), history)).toMatchInlineSnapshot(`
      "figure                        now  of the last
      reads answered            4,500/s       0.85 x  outside of all before (−4 % to +6 % over 3 before); higher is better
      transfers, inclusion p99   950 ms       1.00 x  within noise (+0 % to +0 % over 3 before)
      transfers, inclusion p50        –            –

      The last one was at 2026-11-24 04:10 UTC, now anvil 1.8.0. One run is no verdict: \`chaindrill compare\` and plans of kind ab are.
      "
    `);
  });

  it("says what makes its figures doubtful", () => {
    const doubts = ["the machine was busy with something else"];
    expect(rendered(sampleBench(5_000, { doubts }), [sampleBench(5_000)])).toContain(`doubtful  ${doubts[0]}`);
  });
});
