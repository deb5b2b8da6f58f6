import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../model/event.ts";
import { probesOf } from "../../model/event-log.ts";
import { LooksAtNode } from "./looks.ts";

const probe = (seq: number, askedAtMs: number): RunEvent => ({
  ...{ seq, atMs: 100 + seq, wallMs: 0, source: "observe", type: "probe.sampled", node: "a", askedAtMs },
  ...{ answered: false, error: "timeout" },
});
/** Answered in the order 0, 1, 2, asked in the order 1, 2, 0. */
const events = [probe(0, 30), probe(1, 10), probe(2, 20)];

function looks(): LooksAtNode {
  const seen = new LooksAtNode(probesOf(events));
  for (const index of events.keys()) seen.add(index, index === 2 ? "was slow" : undefined);
  seen.close();
  return seen;
}

describe("looks at a node", () => {
  it("come in the order in which they were asked, with what was wrong", () => {
    const asked = [...looks()].map(({ seq, problem }) => [seq, problem]);
    expect(asked).toEqual([
      [1, undefined],
      [2, "was slow"],
      [0, undefined],
    ]);
  });

  it("are found from both ends", () => {
    expect(looks().find(({ seq }) => seq !== 1)?.seq).toBe(2);
    expect(looks().findLast(({ seq }) => seq !== 0)?.seq).toBe(2);
    expect(looks().findLast(() => false)).toBeUndefined();
  });

  it("are any number of them", () => {
    const many = Array.from({ length: 3000 }, (_, seq) => probe(seq, seq));
    const seen = new LooksAtNode(probesOf(many));
    for (const index of many.keys()) seen.add(index, undefined);
    seen.close();
    expect([...seen].map(({ seq }) => seq)).toEqual([...many.keys()]);
  });
});
