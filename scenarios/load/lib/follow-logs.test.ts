import { describe, expect, it } from "vitest";
import { LogFollower, readLog } from "./follow-logs.ts";

const log = (blockHash: string, index: number) => ({ blockHash, index, removed: false });

describe("LogFollower", () => {
  it("tells new logs from those that came before, by block and index", () => {
    const follower = new LogFollower();
    const logs = [log("a", 0), log("a", 1), log("b", 0), log("a", 1)];
    expect(logs.map((each) => follower.deliver(each))).toEqual(["new", "new", "new", "duplicate"]);
  });

  it("does not take a removed log for one that came twice", () => {
    const follower = new LogFollower();
    follower.deliver(log("a", 0));
    expect(follower.deliver({ ...log("a", 0), removed: true })).toBe("removed");
  });

  it("counts the logs of a block that were not delivered", () => {
    const follower = new LogFollower();
    follower.deliver(log("a", 1));
    expect(follower.countMissed([log("a", 0), log("a", 1), log("a", 2)])).toBe(2);
    expect(follower.countMissed([])).toBe(0);
  });

  it("forgets old blocks", () => {
    const follower = new LogFollower();
    for (let block = 0; block < 300; block++) follower.deliver(log(`${block}`, 0));
    expect(follower.countMissed([log("0", 0)])).toBe(1);
    expect(follower.countMissed([log("299", 0)])).toBe(0);
  });
});

describe("readLog", () => {
  it("reads a log", () => {
    expect(readLog({ blockHash: "0xa", logIndex: "0x10", removed: false })).toEqual(log("0xa", 16));
  });

  it("has none for what is no log", () => {
    expect(readLog({ address: "0x1" })).toBeUndefined();
  });
});
