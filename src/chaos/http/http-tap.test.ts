import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { httpFault } from "../../platform/http-proxy/sample-http-fault.fake.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { scratchPod } from "../drivers/scratch-pod.fake.ts";
import { HttpTap, type TapTools } from "./http-tap.ts";

/** A tap whose tools only write down what they are asked. */
function openBench(defect?: "cannot-start" | "cannot-redirect") {
  const calls: string[] = [];
  const gone: (() => void)[] = [];
  const removed = Promise.withResolvers<void>();
  let port = 40_000;
  const tools: TapTools = {
    async start({ through, routes }) {
      if (defect === "cannot-start") throw new Error("no proxy");
      const at = routes.map(({ target }) => `${target.host}:${target.port}`).join();
      const name = `proxy ${++port}`;
      calls.push(`${through?.join(" ")} ${name} to ${at}`);
      const ended = Promise.withResolvers<void>();
      gone.push(ended.resolve);
      return {
        pid: 1,
        ports: [port],
        gates: [{ set: async (fault, faults) => void calls.push(`${name} ${fault} x${faults.length}`) }],
        drain: async () => void calls.push(`${name} drain`),
        gone: ended.promise,
        [Symbol.asyncDispose]: async () => void calls.push(`${name} end`),
      };
    },
    async add({ netns, port: from, toPort }) {
      if (defect === "cannot-redirect") throw new Error("no iptables");
      calls.push(`redirect ${netns} ${from} to ${toPort}`);
    },
    async remove({ netns, toPort }) {
      calls.push(`no redirect ${netns} to ${toPort}`);
      removed.resolve();
    },
  };
  const pod = scratchPod({ netns: "/run/netns/a" });
  const scope = fakeScope({ clock: systemClock });
  const tap = new HttpTap({ node: pod.id, control: pod.control, port: 8545, scope, tools });
  return { tap, calls, pod, scope, gone, removed: removed.promise };
}

const faults = [httpFault({ abort: true })];

describe("the proxy of a pod's port", () => {
  it("has its rules before connections are led to it, and is gone after its last fault", async () => {
    const { tap, calls } = openBench();
    await Promise.all([tap.set("a", faults), tap.set("b", faults)]);
    await tap.set("a", []);
    await tap.set("b", []);
    await tap.set("b", []);
    expect(calls).toMatchInlineSnapshot(`
      [
        "nsenter --net=/run/netns/a -- proxy 40001 to 198.18.0.1:8545",
        "proxy 40001 a x1",
        "redirect /run/netns/a 8545 to 40001",
        "proxy 40001 b x1",
        "proxy 40001 a x0",
        "no redirect /run/netns/a to 40001",
        "proxy 40001 drain",
        "proxy 40001 end",
      ]
    `);
  });

  it("comes along into a new namespace with all its rules, and not any more after the last fault", async () => {
    const { tap, calls, pod } = openBench();
    await tap.set("a", faults);
    calls.length = 0;
    await pod.renewNetns("/run/netns/b");
    await tap.set("a", []);
    await pod.renewNetns("/run/netns/c");
    expect(calls).toMatchInlineSnapshot(`
      [
        "proxy 40001 end",
        "nsenter --net=/run/netns/b -- proxy 40002 to 198.18.0.1:8545",
        "proxy 40002 a x1",
        "redirect /run/netns/b 8545 to 40002",
        "no redirect /run/netns/b to 40002",
        "proxy 40002 drain",
        "proxy 40002 end",
      ]
    `);
  });

  it("gives the connections back when the proxy ends by itself, and tells", async () => {
    const { tap, calls, scope, gone, removed } = openBench();
    await tap.set("a", faults);
    calls.length = 0;
    gone[0]?.();
    await removed;
    await tap.set("a", []);
    expect(calls).toEqual(["no redirect /run/netns/a to 40001"]);
    expect(scope.emittedOf("note").map(({ text }) => text)).toEqual(["the HTTP proxy of signer-0 ended by itself"]);
  });

  it.each(["cannot-start", "cannot-redirect"] as const)("%s: fails, and leaves nothing behind", async (defect) => {
    const { tap, calls } = openBench(defect);
    await expect(tap.set("a", faults)).rejects.toThrow(/^no /);
    await tap.set("a", []);
    const started = calls.filter((call) => call.startsWith("nsenter")).length;
    expect(calls.filter((call) => call.endsWith(" end"))).toHaveLength(started);
  });
});
