import { describe, expect, it } from "vitest";
import type { PodRules } from "./pod-rules.ts";
import { bandwidth8, delay50, dropRules, everyPacket, packetsOf, shapeRules } from "./sample-rules.fake.ts";
import { createSets, destroySets } from "./set-lines.ts";
import type { Shaper } from "./shaper.ts";
import type { Slot } from "./slots.ts";
import { tableLines } from "./table-lines.ts";

const peer = packetsOf("198.18.0.2");
const cut: Slot = { number: 1, rules: dropRules(peer) };
const delayed: Slot = { number: 2, rules: shapeRules(peer, delay50) };
const slow: Slot = { number: 3, rules: shapeRules(peer, bandwidth8) };
const delayedAll: Slot = { number: 4, rules: shapeRules(everyPacket, delay50) };

const lines = (change: { before?: Slot[]; after?: Slot[]; shaper?: Shaper }): string =>
  tableLines({ before: [], after: [], shaper: "nfqueue", queue: 7, ...change }).join("\n");

describe("rules of a partition", () => {
  it("are a chain of their own in each direction, below a chain of ours", () => {
    expect(lines({ after: [cut] })).toMatchInlineSnapshot(`
      "*filter
      :CHAINDRILL-INPUT - [0:0]
      :CHAINDRILL-INPUT-1 - [0:0]
      -I INPUT 1 -j CHAINDRILL-INPUT
      -A CHAINDRILL-INPUT -j CHAINDRILL-INPUT-1
      -A CHAINDRILL-INPUT-1 -i eth0 -m set --match-set chaindrill-1-in-net src -j DROP
      :CHAINDRILL-OUTPUT - [0:0]
      :CHAINDRILL-OUTPUT-1 - [0:0]
      -I OUTPUT 1 -j CHAINDRILL-OUTPUT
      -A CHAINDRILL-OUTPUT -j CHAINDRILL-OUTPUT-1
      -A CHAINDRILL-OUTPUT-1 -o eth0 -m set --match-set chaindrill-1-out-net dst -j DROP
      COMMIT"
    `);
  });
  it("match the port where packets go, in both directions", () => {
    const port = { kind: "some", others: { networks: [], ports: [{ network: "10.0.0.0/8", port: 443 }] } } as const;
    const text = lines({ after: [{ number: 1, rules: dropRules(port) }] });
    expect(text).toContain("-i eth0 -m set --match-set chaindrill-1-in-port src,dst -j DROP");
    expect(text).toContain("-o eth0 -m set --match-set chaindrill-1-out-port dst,dst -j DROP");
  });
  it("without target name the device alone", () => {
    const text = lines({ after: [{ number: 1, rules: dropRules(everyPacket) }] });
    expect(text).toContain("-A CHAINDRILL-INPUT-1 -i eth0 -j DROP");
  });
  it("leave nothing when the last one goes", () => {
    const onlyOut: PodRules = { ...cut.rules, dropIn: undefined };
    expect(lines({ before: [{ number: 1, rules: onlyOut }] })).toMatchInlineSnapshot(`
      "*filter
      :CHAINDRILL-OUTPUT - [0:0]
      :CHAINDRILL-OUTPUT-1 - [0:0]
      -D OUTPUT -j CHAINDRILL-OUTPUT
      -X CHAINDRILL-OUTPUT-1
      -X CHAINDRILL-OUTPUT
      COMMIT"
    `);
  });
});

describe("rules of shaping", () => {
  it("steer packets into a class where the kernel shapes", () => {
    expect(lines({ after: [delayed], shaper: "netem" })).toMatchInlineSnapshot(`
      "*mangle
      :CHAINDRILL-SHAPE - [0:0]
      :CHAINDRILL-SHAPE-2 - [0:0]
      -I POSTROUTING 1 -j CHAINDRILL-SHAPE
      -A CHAINDRILL-SHAPE -j CHAINDRILL-SHAPE-2
      -A CHAINDRILL-SHAPE-2 -o eth0 -m set --match-set chaindrill-2-shaped-net dst -j CLASSIFY --set-class 1:2
      COMMIT"
    `);
  });
  it("mark packets for the queue, untargeted ones first, and never those that the queue sends", () => {
    expect(lines({ after: [delayed, delayedAll] })).toMatchInlineSnapshot(`
      "*mangle
      :CHAINDRILL-SHAPE - [0:0]
      :CHAINDRILL-SHAPE-4 - [0:0]
      :CHAINDRILL-SHAPE-2 - [0:0]
      -I POSTROUTING 1 -j CHAINDRILL-SHAPE
      -A CHAINDRILL-SHAPE -j CHAINDRILL-SHAPE-4
      -A CHAINDRILL-SHAPE -j CHAINDRILL-SHAPE-2
      -A CHAINDRILL-SHAPE -o eth0 -m mark --mark 0xcd00/0xff00 -j NFQUEUE --queue-num 7 --queue-bypass
      -A CHAINDRILL-SHAPE-4 -o eth0 -m mark ! --mark 0x43440001 -j MARK --set-mark 0xcd04
      -A CHAINDRILL-SHAPE-2 -o eth0 -m set --match-set chaindrill-2-shaped-net dst -m mark ! --mark 0x43440001 -j MARK --set-mark 0xcd02
      COMMIT"
    `);
  });
  it("of bandwidth need no queue", () => {
    expect(lines({ after: [slow] })).not.toContain("NFQUEUE");
    expect(lines({ after: [slow] })).toContain("-j CLASSIFY --set-class 1:3");
  });
  it("are not touched by a partition that comes or goes", () => {
    expect(lines({ before: [delayed], after: [delayed, cut] })).not.toContain("mangle");
    expect(lines({ before: [delayed, cut], after: [delayed] })).not.toContain("mangle");
  });
  it("stay when another experiment goes", () => {
    expect(lines({ before: [delayed, slow], after: [slow] })).toMatchInlineSnapshot(`
      "*mangle
      :CHAINDRILL-SHAPE - [0:0]
      :CHAINDRILL-SHAPE-2 - [0:0]
      :CHAINDRILL-SHAPE-3 - [0:0]
      -A CHAINDRILL-SHAPE -j CHAINDRILL-SHAPE-3
      -A CHAINDRILL-SHAPE-3 -o eth0 -m set --match-set chaindrill-3-shaped-net dst -j CLASSIFY --set-class 1:3
      -X CHAINDRILL-SHAPE-2
      COMMIT"
    `);
  });
});

it("nothing to change needs no line", () => {
  expect(lines({ before: [cut, delayed], after: [cut, delayed] })).toBe("");
});

it("sets bear the number of their experiment and its purpose", () => {
  const ports = [{ network: "10.0.0.0/8", port: 443 }];
  const packets = { kind: "some", others: { networks: ["198.18.0.2/32"], ports } } as const;
  const slot: Slot = { number: 5, rules: shapeRules(packets, delay50) };
  expect([...createSets(slot), ...destroySets(slot)].join("\n")).toMatchInlineSnapshot(`
    "create chaindrill-5-shaped-net hash:net family inet
    add chaindrill-5-shaped-net 198.18.0.2/32
    create chaindrill-5-shaped-port hash:net,port family inet
    add chaindrill-5-shaped-port 10.0.0.0/8,tcp:443
    destroy chaindrill-5-shaped-net
    destroy chaindrill-5-shaped-port"
  `);
});
