import { describe, expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import { fakeCluster } from "./fake-cluster.ts";
import { ManualClock } from "./manual-clock.ts";

const link = { from: nodeId("signer-0"), to: nodeId("signer-1") };
const back = { from: link.to, to: link.from };

describe("fake cluster", () => {
  it("answers again with a new process, only when it has booted", async () => {
    const clock = new ManualClock();
    const node = fakeCluster({ clock, bootMs: 100 }).node("signer-0");
    const before = node.control.state();
    await node.control.stop({ graceMs: 0, by: "fault" });
    expect([node.control.state().status, node.answers()]).toEqual(["stopped", false]);
    await node.control.start({ by: "fault" });
    await clock.advance(99);
    expect(node.answers()).toBe(false);
    await clock.advance(1);
    expect(node.answers()).toBe(true);
    expect(node.control.state()).not.toEqual(before);
  });

  it("passes a link again when its last cut is healed", async () => {
    const { links } = fakeCluster({ clock: new ManualClock() });
    await links.cut("a", [link]);
    await links.cut("b", [link]);
    await links.heal("a");
    expect(links.passes(link)).toBe(false);
    await links.heal("b");
    expect(links.passes(link)).toBe(true);
  });

  it("lets a link that is cut one way answer on neither", async () => {
    const { links } = fakeCluster({ clock: new ManualClock() });
    await links.cut("a", [link]);
    expect([links.passes(link), links.passes(back)]).toEqual([false, false]);
  });

  it("has a port of its own per directed link", () => {
    const { links } = fakeCluster({ clock: new ManualClock() });
    expect(links.dialPort(link)).not.toBe(links.dialPort(back));
    expect(links.linkAt(links.dialPort(back))).toEqual(back);
  });
});
