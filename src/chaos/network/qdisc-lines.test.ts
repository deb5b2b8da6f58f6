import { describe, expect, it } from "vitest";
import { netemArguments, tbfArguments } from "./qdisc-arguments.ts";
import { qdiscLines } from "./qdisc-lines.ts";
import { bandwidth8, delay50, everyPacket, packetsOf, shapeRules, shapeWith } from "./sample-rules.fake.ts";
import type { Shaper } from "./shaper.ts";
import type { Slot } from "./slots.ts";

const peer = packetsOf("198.18.0.2");
const delayed: Slot = { number: 1, rules: shapeRules(peer, delay50) };
const slow: Slot = { number: 2, rules: shapeRules(peer, bandwidth8) };
const delayedAll: Slot = { number: 3, rules: shapeRules(everyPacket, delay50) };
const slowAll: Slot = { number: 4, rules: shapeRules(everyPacket, bandwidth8) };

const lines = (change: { before?: Slot[]; after?: Slot[]; shaper?: Shaper }): string =>
  qdiscLines({ before: [], after: [], shaper: "netem", ...change }).join("\n");

describe("qdiscs", () => {
  it("with a target are leaves of classes", () => {
    expect(lines({ after: [delayed] })).toMatchInlineSnapshot(`
      "qdisc add dev eth0 root handle 1: htb
      class add dev eth0 parent 1: classid 1:1 htb rate 100gbit quantum 60000
      qdisc add dev eth0 parent 1:1 handle 11: netem delay 50000us 10000us"
    `);
  });
  it("without target are above the classes, the first at the root", () => {
    expect(lines({ after: [delayed, delayedAll, slowAll] })).toMatchInlineSnapshot(`
      "qdisc add dev eth0 root handle 13: netem delay 50000us 10000us
      qdisc add dev eth0 parent 13:1 handle 14: tbf rate 1000000bps burst 20000 limit 40000
      qdisc add dev eth0 parent 14:1 handle 1: htb
      class add dev eth0 parent 1: classid 1:1 htb rate 100gbit quantum 60000
      qdisc add dev eth0 parent 1:1 handle 11: netem delay 50000us 10000us"
    `);
  });
  it("of one target come and go without touching another's", () => {
    expect(lines({ before: [delayed], after: [delayed, slow] })).toMatchInlineSnapshot(`
      "class add dev eth0 parent 1: classid 1:2 htb rate 100gbit quantum 60000
      qdisc add dev eth0 parent 1:2 handle 12: tbf rate 1000000bps burst 20000 limit 40000"
    `);
    expect(lines({ before: [delayed, slow], after: [slow] })).toBe("class del dev eth0 classid 1:1");
  });
  it("grow downwards where they can, and are built anew where one in the middle goes", () => {
    expect(lines({ before: [delayedAll], after: [delayedAll, slow] })).not.toContain("root");
    expect(lines({ before: [delayedAll, slow], after: [slow] })).toMatchInlineSnapshot(`
      "qdisc del dev eth0 root
      qdisc add dev eth0 root handle 1: htb
      class add dev eth0 parent 1: classid 1:2 htb rate 100gbit quantum 60000
      qdisc add dev eth0 parent 1:2 handle 12: tbf rate 1000000bps burst 20000 limit 40000"
    `);
  });
  it("leave a bare device when the last one goes", () => {
    expect(lines({ before: [delayed, slow] })).toBe("qdisc del dev eth0 root");
  });
  it("are for bandwidth alone where a packet queue shapes", () => {
    expect(lines({ after: [delayed, delayedAll], shaper: "nfqueue" })).toBe("");
    expect(lines({ after: [slowAll, delayedAll], shaper: "nfqueue" })).toBe(
      "qdisc add dev eth0 root handle 14: tbf rate 1000000bps burst 20000 limit 40000",
    );
  });
});

describe("netem's words", () => {
  const reorder = { percent: 25, correlation: 50, gap: 5 };
  const delay = { latencyMs: 0.5, jitterMs: 0.25, correlation: 25, reorder };

  it("are those of a whole shape", () => {
    const chance = { percent: 12.5, correlation: 10 };
    const all = shapeWith({ delay, loss: chance, duplicate: chance, corrupt: chance, rateBytesPerSecond: 125_000 });
    expect(netemArguments(all)).toMatchInlineSnapshot(
      `"netem delay 500us 250us 25% reorder 25% 50% gap 5 loss 12.5% 10% duplicate 12.5% 10% corrupt 12.5% 10% rate 125000bps"`,
    );
  });
  it.each([
    ["no correlation without jitter", { ...delay, jitterMs: 0, reorder: undefined }, "netem delay 500us"],
    ["no gap for every packet", { ...delay, reorder: { ...reorder, gap: 0 } }, "reorder 25% 50%"],
    ["no reorder of no packet", { ...delay, reorder: { ...reorder, percent: 0 } }, "netem delay 500us 250us 25%"],
  ])("tell %s", (_, given, expected) => {
    expect(netemArguments(shapeWith({ delay: given }))).toMatch(new RegExp(`${expected}$`));
  });
});

it("tbf's words have the second bucket only where a peak rate is given, and then its size too", () => {
  const { bandwidth } = bandwidth8;
  if (bandwidth === undefined) throw new Error("the sample has a bandwidth");
  expect(tbfArguments({ ...bandwidth, minburstBytes: 1600 })).toBe("tbf rate 1000000bps burst 20000 limit 40000");
  const peak = { ...bandwidth, peakBytesPerSecond: 2_000_000 };
  expect(tbfArguments({ ...peak, minburstBytes: 1600 })).toMatch(/peakrate 2000000bps mtu 1600$/);
  expect(tbfArguments(peak)).toMatch(/peakrate 2000000bps mtu 1518$/);
});
