import { describe, expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import { RestartBackOff } from "./restart-back-off.ts";

const node = nodeId("signer-1");
const minuteMs = 60_000;

/** Kills the node as soon as it is back, again and again. */
function waitsOf(kills: number): number[] {
  const backOff = new RestartBackOff();
  let nowMs = 0;
  return Array.from({ length: kills }, () => {
    const waitMs = backOff.nextMs({ node, nowMs });
    nowMs += waitMs + 1;
    return waitMs;
  });
}

describe("RestartBackOff", () => {
  it("starts with none and doubles from 10 s to 5 min", () => {
    expect(waitsOf(9)).toEqual([0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  });

  it("forgets a container that ran for 10 min", () => {
    const backOff = new RestartBackOff();
    expect(backOff.nextMs({ node, nowMs: 0 })).toBe(0);
    expect(backOff.nextMs({ node, nowMs: 10 * minuteMs - 1 })).toBe(10_000);
    const backAtMs = 10 * minuteMs - 1 + 10_000;
    expect(backOff.nextMs({ node, nowMs: backAtMs + 10 * minuteMs })).toBe(0);
  });

  it("counts every node for itself", () => {
    const backOff = new RestartBackOff();
    backOff.nextMs({ node, nowMs: 0 });
    expect(backOff.nextMs({ node: nodeId("signer-2"), nowMs: 1 })).toBe(0);
  });
});
