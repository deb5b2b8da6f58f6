import type { Clock } from "../../base/clock.ts";
import type { FakeCluster } from "../../testing/fake-cluster.ts";
import type { Outside } from "./outside.ts";

/** How long a fake peer takes to hang up. */
const answerMs = 2;
const slowAnswerMs = 40;

/** What could be seen from outside of a fake cluster. */
export function outsideOfFake(cluster: FakeCluster, clock: Clock): Outside {
  const listening = (port: number) => cluster.nodes.find((node) => node.rpcPort === port && node.answers());
  return {
    isRunning: (pid) =>
      cluster.nodes.some((node) => {
        const state = node.control.state();
        return state.status === "running" && state.pid === pid;
      }),
    connect: async ({ port }) => (listening(port) === undefined ? { kind: "refused" } : { kind: "accepted" }),
    askHeight: async (rpcUrl) =>
      listening(Number(new URL(rpcUrl).port)) === undefined
        ? { kind: "unreachable", reason: "refused" }
        : { kind: "result", result: "0x10" },
    async transfer({ port, bytes, withinMs }) {
      const link = cluster.links.linkAt(port - 10_000);
      if (link === undefined) throw new Error(`no link is measured on ${port}`);
      const ms = (bytes / cluster.links.bytesPerSecond(link)) * 1000;
      await clock.sleep(Math.min(ms, withinMs));
      return ms <= withinMs ? ms : undefined;
    },
    provoke(port) {
      const link = cluster.links.linkAt(port);
      if (link === undefined) throw new Error(`no link listens on ${port}`);
      const answer = Promise.withResolvers<{ kind: "closed"; atMs: number }>();
      const timers = new DisposableStack();
      const reply = () => {
        if (cluster.defects.has("deaf-peers") || !cluster.links.passes(link)) return;
        const back = { from: link.to, to: link.from };
        const heldMs = cluster.links.delayMs(link) + cluster.links.delayMs(back);
        const afterMs = heldMs + (cluster.defects.has("slow-peers") ? slowAnswerMs : answerMs);
        timers.use(clock.after(afterMs, () => answer.resolve({ kind: "closed", atMs: clock.nowMs() })));
      };
      // What a cut holds goes on when the link is healed, as retransmitted packets would.
      timers.use(cluster.links.onHeal(reply));
      reply();
      return { answer: answer.promise, [Symbol.dispose]: () => timers.dispose() };
    },
  };
}
