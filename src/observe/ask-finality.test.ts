import { describe, expect, it } from "vitest";
import type { RpcAnswer } from "../platform/rpc.ts";
import { fakeCluster } from "../testing/fake-cluster.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { watchFinality } from "./ask-finality.ts";

const refusal: RpcAnswer = { kind: "error", code: -39001, message: "finalized block not found" };
const final = (height: number): RpcAnswer => ({
  kind: "result",
  result: { number: `0x${height.toString(16)}`, hash: `0x${height}` },
});

function watched() {
  const clock = new ManualClock();
  const scope = fakeScope({ clock });
  const cluster = fakeCluster({ clock });
  const finality = watchFinality(scope);
  return {
    clock,
    ask: (node = "rpc-0") => finality.questionFor(cluster.node(node)),
    said: () => scope.emittedOf("finality.sampled").map(({ node, height }) => `${node} ${height}`),
  };
}

describe("asking what is final", () => {
  it("asks each node once a second and tells what it said", async () => {
    const { clock, ask, said } = watched();
    ask()?.answered(final(3));
    expect(ask()).toBeUndefined();
    ask("signer-0")?.answered(final(2));
    await clock.advance(1000);
    ask()?.answered(final(4));
    expect(said()).toEqual(["rpc-0 3", "signer-0 2", "rpc-0 4"]);
  });

  it("has one question out at a time, so that no older answer comes after a newer one", async () => {
    const { clock, ask } = watched();
    const first = ask();
    await clock.advance(5000);
    expect(ask()).toBeUndefined();
    first?.answered(final(1));
    expect(ask()).toBeDefined();
  });

  it("stops asking a client that refused twice, but no other", async () => {
    const { clock, ask, said } = watched();
    for (let second = 0; second < 2; second++) {
      ask()?.answered(refusal);
      await clock.advance(1000);
    }
    expect(ask()).toBeUndefined();
    expect(ask("signer-1")).toBeDefined();
    expect(said()).toEqual([]);
  });

  it("goes on asking a node that was away, and one that has nothing final yet", async () => {
    const { clock, ask, said } = watched();
    const silent: (RpcAnswer | undefined)[] = [
      { kind: "unknown", reason: "timeout" },
      { kind: "unreachable", reason: "refused" },
      { kind: "result", result: null },
      undefined,
    ];
    for (const answer of silent) {
      ask()?.answered(answer);
      await clock.advance(1000);
    }
    ask()?.answered(final(9));
    expect(said()).toEqual(["rpc-0 9"]);
  });
});
