import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { windowBytes } from "./flow.ts";
import { back, Ear, LinkBench, there } from "./link-bench.fake.ts";

describe("LinkProxy, nothing cut", () => {
  it("carries bytes both ways", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    near.socket.write("ping");
    await far.until((ear) => ear.text === "ping");
    far.socket.write("pong");
    await near.until((ear) => ear.text === "pong");
  });

  it("lets one side end and still hear the other", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    near.socket.end("question");
    await far.until((ear) => ear.ending === "end");
    expect(far.text).toBe("question");
    far.socket.end("answer");
    await near.until((ear) => ear.ending === "end");
    expect(near.text).toBe("answer");
  });

  it("carries a reset across", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    near.socket.resetAndDestroy();
    await far.until((ear) => ear.ending === "reset");
  });

  it("resets a dial when nobody listens", async () => {
    using bench = await LinkBench.open();
    const near = await bench.dialNobody();
    await near.until((ear) => ear.ending === "reset");
  });

  it("slows a sender down to what its receiver takes, and loses nothing", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    const sentBytes = 64 * 1024 * 1024;
    far.socket.pause();
    near.socket.write(Buffer.alloc(sentBytes));
    for (let turn = 0; turn < 50; turn += 1) await bench.turn();
    expect(near.socket.writableLength).toBeGreaterThan(0);
    far.socket.resume();
    await far.until((ear) => ear.bytes === sentBytes);
  });
});

describe("LinkProxy, cut both ways", () => {
  it("holds what either side sends, and delivers it in order after the heal", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    bench.proxy.cut("split", [there, back]);
    near.socket.write("one ");
    far.socket.write("three ");
    await bench.turn();
    near.socket.write("two");
    far.socket.write("four");
    await bench.turn();
    expect([near.bytes, far.bytes]).toEqual([0, 0]);
    bench.proxy.heal("split");
    await far.until((ear) => ear.text === "one two");
    await near.until((ear) => ear.text === "three four");
  });

  it("keeps a new dial from its target until the heal", async () => {
    using bench = await LinkBench.open();
    bench.proxy.cut("split", [there, back]);
    const near = await bench.dial();
    near.socket.write("late");
    await bench.turn();
    expect(bench.accepted).toBe(0);
    expect(near.ending).toBe("none");
    bench.proxy.heal("split");
    while (bench.accepted === 0) await bench.turn();
  });

  it.each(["end", "reset"] as const)("holds the %s of a side, and delivers it after the heal", async (ending) => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    bench.proxy.cut("split", [there, back]);
    if (ending === "end") far.socket.end("last words");
    else far.socket.resetAndDestroy();
    await bench.turn();
    expect(near.ending).toBe("none");
    bench.proxy.heal("split");
    await near.until((ear) => ear.ending === ending);
    expect(near.text).toBe(ending === "end" ? "last words" : "");
  });
});

describe("LinkProxy, cut one way", () => {
  it.each([
    { cut: there, silenced: "dialler" },
    { cut: back, silenced: "listener" },
  ] as const)("holds what the $silenced sends, and lets the other send one window", async ({ cut, silenced }) => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    const [sender, hearer] = silenced === "dialler" ? [near, far] : [far, near];
    bench.proxy.cut("one-way", [cut]);
    sender.socket.write("unheard");
    hearer.socket.write(Buffer.alloc(3 * windowBytes));
    await sender.until((ear) => ear.bytes >= windowBytes);
    await bench.turn();
    expect(sender.bytes).toBe(windowBytes);
    expect(hearer.bytes).toBe(0);
    bench.proxy.heal("one-way");
    await sender.until((ear) => ear.bytes === 3 * windowBytes);
    await hearer.until((ear) => ear.text === "unheard");
  });

  it.each([there, back])("keeps a new dial from its target, whichever way is cut: $from to $to", async (cut) => {
    using bench = await LinkBench.open();
    bench.proxy.cut("one-way", [cut]);
    await bench.dial();
    await bench.turn();
    expect(bench.accepted).toBe(0);
  });

  it("lets an end cross that fits into the window, because its packets are not the ones dropped", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    bench.proxy.cut("one-way", [there]);
    far.socket.end("bye");
    await near.until((ear) => ear.ending === "end");
    expect(near.text).toBe("bye");
  });

  it("gives a fresh window after a heal", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    for (const round of [1, 2]) {
      bench.proxy.cut("again", [there]);
      far.socket.write(Buffer.alloc(windowBytes));
      await near.until((ear) => ear.bytes === round * windowBytes);
      bench.proxy.heal("again");
    }
  });
});

describe("LinkProxy, several cuts", () => {
  it("passes a link again only when the last cut that names it is healed", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    bench.proxy.cut("first", [there, back]);
    bench.proxy.cut("second", [there]);
    near.socket.write("patience");
    bench.proxy.heal("first");
    bench.proxy.heal("first");
    await bench.turn();
    expect(far.bytes).toBe(0);
    bench.proxy.heal("second");
    await far.until((ear) => ear.text === "patience");
  });
});

describe("LinkProxy, shaped", () => {
  const still = { delayMs: 600_000, jitterMs: 0, correlation: 0, bytesPerSecond: undefined };

  it("holds one direction back, in order, and lets it go with the shape", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    bench.proxy.shape("slow", [there], still);
    near.socket.write("one ");
    near.socket.end("two");
    far.socket.write("at once");
    await near.until((ear) => ear.text === "at once");
    await bench.turn();
    expect([far.text, far.ending]).toEqual(["", "none"]);
    bench.proxy.unshape("slow");
    await far.until((ear) => ear.ending === "end");
    expect(far.text).toBe("one two");
  });

  it("delivers all of a slowed stream", async () => {
    using bench = await LinkBench.open();
    const { near, far } = await bench.pair();
    bench.proxy.shape("slow", [there], { ...still, delayMs: 5, jitterMs: 5, bytesPerSecond: 100_000_000 });
    near.socket.end(Buffer.alloc(4_000_000, "x"));
    await far.until((ear) => ear.ending === "end");
    expect(far.bytes).toBe(4_000_000);
  });

  it("leads over a link to a sink, where it can be measured", async () => {
    using bench = await LinkBench.open();
    const ports = [await bench.proxy.measure(there), await bench.proxy.measure(there)];
    for (const port of ports) {
      const ear = new Ear(connect({ host: "127.0.0.1", port }));
      ear.socket.end(Buffer.alloc(100_000));
      await ear.until(({ ending }) => ending === "end");
    }
  });
});
