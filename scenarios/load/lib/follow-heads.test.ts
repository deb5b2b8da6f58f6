import { describe, expect, it } from "vitest";
import { type Head, HeadFollower, readHead } from "./follow-heads.ts";

/** "12a" is the block a at height 12; its parent is "11a" unless it is said. */
function head(name: string, parent?: string): Head {
  const height = Number.parseInt(name, 10);
  const branch = name.slice(-1);
  return {
    height,
    hash: name,
    parentHash: parent ?? `${height - 1}${branch}`,
    timestampMs: height * 1000,
    hasLogs: true,
  };
}

function follow(...names: readonly string[]): HeadFollower {
  const follower = new HeadFollower();
  for (const name of names) follower.deliver(head(name));
  return follower;
}

describe("HeadFollower", () => {
  it("takes the first head as it is, whatever its height", () => {
    expect(new HeadFollower().deliver(head("100a"))).toEqual({ kind: "new", reorged: false, missing: [] });
  });

  it("asks for the heights that a head passes over", () => {
    expect(follow("10a", "11a").deliver(head("14a"))).toEqual({ kind: "new", reorged: false, missing: [12, 13] });
  });

  it("knows a head that comes twice", () => {
    expect(follow("10a", "11a", "12a").deliver(head("11a"))).toEqual({
      kind: "duplicate",
      reorged: false,
      missing: [],
    });
  });

  it("calls another block at a known height a reorganisation", () => {
    expect(follow("10a", "11a", "12a").deliver(head("11b", "10a"))).toEqual({
      kind: "new",
      reorged: true,
      missing: [],
    });
  });

  it("asks for blocks that took the place of others without being delivered, down to the common one", () => {
    const follower = follow("10a", "11a", "12a");
    expect(follower.deliver(head("13b"))).toEqual({ kind: "new", reorged: false, missing: [12] });
    expect(follower.fill(head("12b"))).toEqual({ kind: "replaced", missing: [11] });
    expect(follower.fill(head("11b", "10a"))).toEqual({ kind: "replaced", missing: [] });
  });

  it("does not call a block missed that was delivered in the meantime", () => {
    const follower = follow("10a", "12a");
    follower.deliver(head("11a"));
    expect(follower.fill(head("11a"))).toEqual({ kind: "delivered", missing: [] });
  });

  it("goes on from a block that was filled in", () => {
    const follower = follow("10a", "12a");
    expect(follower.fill(head("11a"))).toEqual({ kind: "missed", missing: [] });
    expect(follower.deliver(head("13a"))).toEqual({ kind: "new", reorged: false, missing: [] });
  });

  it("forgets old blocks, and asks for no more at once than it remembers", () => {
    const follower = follow("1a", "2a");
    expect(follower.deliver(head("5000a")).missing).toHaveLength(1024);
    expect(follower.find("2a")).toBeUndefined();
    expect(follower.find("5000a")?.height).toBe(5000);
    expect(follower.lastHeight).toBe(5000);
  });
});

describe("readHead", () => {
  it("reads a header", () => {
    const block = { number: "0x10", hash: "0xa", parentHash: "0x9", timestamp: "0x64", logsBloom: "0x0010" };
    expect(readHead(block)).toEqual({
      height: 16,
      hash: "0xa",
      parentHash: "0x9",
      timestampMs: 100_000,
      hasLogs: true,
    });
    expect(readHead({ ...block, logsBloom: "0x0000" })).toMatchObject({ hasLogs: false });
  });

  it.each([null, "text", {}, { hash: "0xa" }])("has none for %j", (block) => {
    expect(readHead(block)).toBeUndefined();
  });
});
