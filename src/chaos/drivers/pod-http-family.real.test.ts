import { once } from "node:events";
import { Agent, request as ask } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import type { HttpFault } from "../../model/fault-details.ts";
import { probeRedirectMechanism } from "../../platform/http-proxy/redirect.ts";
import { httpFault as faultOf } from "../../platform/http-proxy/sample-http-fault.fake.ts";
import { runProgram } from "../../platform/processes.ts";
import { connectOutcome } from "../../platform/tcp.ts";
import { sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { httpFault as actionOf } from "../../testing/sample-pod-faults.ts";
import { outsideOn } from "../evidence/outside.ts";
import type { HttpChaos } from "./http-family.ts";
import { podHttpFamily } from "./pod-http-family.ts";
import { notRoot, requestFor, scratchNetns, scratchPod, scratchProcess, scratchScope } from "./scratch-pod.fake.ts";

const clock = systemClock;

/** Answers eth_chainId, and tells what else it is asked. */
const server = `
  require("node:http").createServer((asked, answer) => {
    let body = "";
    asked.on("data", (chunk) => { body += chunk; });
    asked.on("end", () => {
      answer.setHeader("Content-Type", "application/json");
      const plain = asked.url === "/" && body.includes("eth_chainId");
      answer.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: plain ? "0x539" : asked.method + " " + asked.url }));
    });
  }).listen(8545, "0.0.0.0");
`;

async function openPod() {
  const { path, address } = await scratchNetns();
  await serveIn(path, address);
  const pod = scratchPod({ netns: path, address, rpcUrl: `http://${address}:8545` });
  return { ...pod, family: podHttpFamily() };
}

async function serveIn(netns: string, address: string): Promise<void> {
  await scratchProcess("nsenter", `--net=${netns}`, "--", process.execPath, "-e", server);
  await poll({ clock, awaited: "the server to listen", withinMs: 10_000, everyMs: 20 }, async () => {
    const { kind } = await connectOutcome({ host: address, port: 8545, withinMs: 500, clock });
    return kind === "accepted" ? { done: undefined } : { notYet: kind };
  });
}

async function openFault(pod: Awaited<ReturnType<typeof openPod>>, http: HttpFault) {
  const { family } = pod;
  const action = actionOf(selectNodes(pod.id), http) as HttpChaos;
  const scope = await scratchScope();
  const request = requestFor(sampleFault(action), pod);
  expect(family.objection(action, request)).toBeUndefined();
  const fault = family.prepare(action, { request, scope, outside: outsideOn(clock) });
  onTestFinished(() => fault.revert());
  return fault;
}

const rulesIn = async (netns: string): Promise<string> => {
  const args = [`--net=${netns}`, "--", "sh", "-c", "iptables-save; nft list ruleset"];
  return (await runProgram({ command: "nsenter", args, timeoutMs: 5000 })).stdout;
};

const skipped = notRoot === undefined ? "" : ` (${notRoot})`;
describe.skipIf(notRoot !== undefined)(`HTTPChaos in a network namespace${skipped}`, () => {
  it.each<[string, HttpFault]>([
    ["abort", faultOf({ abort: true })],
    ["abort of answers", faultOf({ target: "Response", match: { code: 200 }, abort: true })],
    ["delay 300 ms", faultOf({ delayMs: 300 })],
    ["replace code", faultOf({ target: "Response", replace: { code: 503 } })],
    ["replace body", faultOf({ target: "Response", replace: { body: Buffer.from("nothing") } })],
    ["replace header", faultOf({ target: "Response", replace: { headers: { "content-type": "text/html" } } })],
    ["replace path of requests", faultOf({ match: { path: "/", method: "POST" }, replace: { path: "/other" } })],
    ["patch body", faultOf({ target: "Response", patch: { bodyJson: '{"result":"0x1"}' } })],
    ["patch headers and delay", faultOf({ target: "Response", delayMs: 200, patch: { headers: [["X-A", "1"]] } })],
  ])("%s: seen, undone, and nothing is left", async (_, http) => {
    const pod = await openPod();
    const netns = pod.control.netns() ?? "";
    const before = await rulesIn(netns);
    const fault = await openFault(pod, http);
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault.revert();
    await fault.revert();
    expect(await fault.evidenceOfEnd()).toMatchObject({ seen: true });
    expect(await rulesIn(netns)).toBe(before);
  });

  it("does not claim to have seen what the node does not show", async () => {
    const fault = await openFault(await openPod(), faultOf({ patch: { headers: [["X-Ignored", "1"]] } }));
    await fault.carryOut();
    const evidence = await fault.evidence();
    expect(evidence.seen).toBe(false);
    expect(evidence.observations).toMatchInlineSnapshot(`
      [
        {
          "asExpected": false,
          "expected": "an answer that shows the fault",
          "found": "with the fault it is answered as without",
          "what": "POST / to signer-0",
        },
      ]
    `);
  });

  it("leaves connections alone that are open already", async () => {
    const pod = await openPod();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const status = async () => {
      const asked = ask(pod.endpoints.rpcUrl, { agent });
      asked.end();
      const [answer] = await once(asked, "response");
      answer.resume();
      await once(answer, "end");
      return answer.statusCode;
    };
    expect(await status()).toBe(200);
    const fault = await openFault(pod, faultOf({ target: "Response", replace: { code: 500 } }));
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    expect(await status()).toBe(200);
  });

  it("carries two faults at once, and each on when the other is over", async () => {
    const pod = await openPod();
    const slow = await openFault(pod, faultOf({ delayMs: 200 }));
    const wrong = await openFault(pod, faultOf({ target: "Response", replace: { code: 503 } }));
    await slow.carryOut();
    expect(await slow.evidence()).toMatchObject({ seen: true });
    await wrong.carryOut();
    expect(await wrong.evidence()).toMatchObject({ seen: true });
    await slow.revert();
    expect((await connectOutcome({ host: pod.control.address, port: 8545, withinMs: 500, clock })).kind).toBe(
      "accepted",
    );
    await wrong.revert();
    expect(await slow.evidenceOfEnd()).toMatchObject({ seen: true });
    expect(await rulesIn(pod.control.netns() ?? "")).toBe("");
  });

  it("follows the node into a new namespace", async () => {
    const pod = await openPod();
    const fault = await openFault(pod, faultOf({ target: "Response", replace: { code: 503 } }));
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    const next = await scratchNetns();
    await pod.renewNetns(next.path);
    expect(await rulesIn(next.path)).toContain("-j REDIRECT --to-ports");
    await fault.revert();
    expect(await rulesIn(next.path)).toBe("");
  });

  it("is found by the probe", async () => {
    expect(await probeRedirectMechanism()).toEqual({ works: true, by: "iptables REDIRECT to an HTTP proxy" });
  });
});
