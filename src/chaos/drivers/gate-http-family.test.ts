import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import type { Evidence } from "../../model/fault.ts";
import type { HttpFault } from "../../model/fault-details.ts";
import type { ClusterNode } from "../../model/node.ts";
import { ProxiedPort } from "../../platform/http-proxy/proxied-port.ts";
import { httpFault as faultOf } from "../../platform/http-proxy/sample-http-fault.fake.ts";
import { fakeCluster } from "../../testing/fake-cluster.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { httpFault as actionOf } from "../../testing/sample-pod-faults.ts";
import { outsideOn } from "../evidence/outside.ts";
import { processFacts } from "./bench.fake.ts";
import { gateHttpFamily } from "./gate-http-family.ts";
import type { HttpChaos } from "./http-family.ts";
import { requestFor } from "./scratch-pod.fake.ts";

const family = gateHttpFamily();
const plainNode = fakeCluster({ clock: new ManualClock(), signers: 1, rpcNodes: 0 }).node("signer-0");

/** A node behind a proxy. `deaf`: the proxy takes rules and does nothing. */
async function openNode(defect?: "deaf" | "stuck"): Promise<ClusterNode> {
  const server = createServer((_, answer) => answer.end('{"jsonrpc":"2.0","id":1,"result":"0x539"}'));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const target = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const gate = new ProxiedPort({ listen: { host: "127.0.0.1", port: 0 }, target }, systemClock);
  onTestFinished(() => {
    gate.close();
    server.close();
  });
  const rpcUrl = `http://127.0.0.1:${await gate.open()}`;
  const httpGate = {
    async set(name: string, faults: readonly HttpFault[]) {
      if (defect === "deaf" || (defect === "stuck" && faults.length === 0)) return;
      gate.set(name, faults);
    },
  };
  return { ...plainNode, endpoints: { ...plainNode.endpoints, rpcUrl }, control: { ...plainNode.control, httpGate } };
}

function openFault(node: ClusterNode, http: HttpFault, durationMs = 20_000) {
  const action = actionOf(selectNodes(node.id), http) as HttpChaos;
  const request = requestFor(sampleFault(action, { durationMs }), node);
  const scope = fakeScope({ clock: systemClock });
  const objection = family.objection(action, request);
  return { objection, prepare: () => family.prepare(action, { request, scope, outside: outsideOn(systemClock) }) };
}

/** The sentences of the observations; times are left out. */
const sentences = ({ observations }: Evidence): string[] =>
  observations.map(({ what, expected, found }) => `${what}: ${expected} -> ${found}`.replaceAll(/\d+ ms/g, "N ms"));

describe("HTTPChaos through a proxy before the RPC port", () => {
  it.each<[string, HttpFault]>([
    ["abort", faultOf({ abort: true })],
    ["delay", faultOf({ delayMs: 40 })],
    ["code", faultOf({ target: "Response", replace: { code: 503 } })],
    ["body", faultOf({ target: "Response", patch: { bodyJson: '{"result":"0x1"}' } })],
    ["header", faultOf({ target: "Response", match: { code: 200 }, patch: { headers: [["X-A", "1"]] } })],
  ])("%s: seen, and seen to be over after one undo or two", async (_, http) => {
    const fault = openFault(await openNode(), http).prepare();
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault.revert();
    await fault.revert();
    expect(await fault.evidenceOfEnd()).toMatchObject({ seen: true });
  });

  it("tells what was asked and what came", async () => {
    const http = faultOf({ target: "Response", delayMs: 40, replace: { code: 503, headers: { "X-A": "1" } } });
    const fault = openFault(await openNode(), http).prepare();
    await fault.carryOut();
    const during = sentences(await fault.evidence());
    await fault.revert();
    expect([...during, ...sentences(await fault.evidenceOfEnd())]).toMatchInlineSnapshot(`
      [
        "POST / to signer-0: an answer, N ms later, code 503, X-A: 1 -> code 503 after N ms (before: code 200 after N ms)",
        "POST / to signer-0: as before the fault: code 200, within N ms -> code 200 after N ms",
      ]
    `);
  });

  it("does not take the word of a proxy that does nothing", async () => {
    const fault = openFault(await openNode("deaf"), faultOf({ abort: true }), 200).prepare();
    await fault.carryOut();
    const evidence = await fault.evidence();
    expect(evidence.seen).toBe(false);
    expect(sentences(evidence)).toMatchInlineSnapshot(`
      [
        "POST / to signer-0: the connection closed without an answer -> code 200 after N ms (before: code 200 after N ms)",
      ]
    `);
  });

  it("says when the trial's answer is not one that is meant", async () => {
    const http = faultOf({ target: "Response", match: { code: 404 }, abort: true });
    const fault = openFault(await openNode(), http).prepare();
    await fault.carryOut();
    expect(sentences(await fault.evidence())).toMatchInlineSnapshot(`
      [
        "POST / to signer-0: an answer that shows the fault -> its answer, code 200, is not one that the fault means",
      ]
    `);
  });

  it("leaves nothing when it is undone before it was carried out", async () => {
    const node = await openNode();
    await openFault(node, faultOf({ abort: true }))
      .prepare()
      .revert();
    const fault = openFault(node, faultOf({ delayMs: 10 })).prepare();
    await fault.carryOut();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault.revert();
  });

  it("objects to a node without a proxy, and to other ports", async () => {
    const other = faultOf({ match: { port: 8546 }, abort: true });
    expect([
      openFault(plainNode, faultOf({})).objection,
      openFault(await openNode(), other).objection,
    ]).toMatchInlineSnapshot(`
      [
        "signer-0 has no proxy before its RPC port",
        "port 8546: only the RPC port, which manifests call 8545, has a proxy before it",
      ]
    `);
  });

  it("is emulated where the mechanism works, and refused with its reason where not", () => {
    const action = actionOf(selectNodes("signer-0"), faultOf({})) as HttpChaos;
    const facts = (http: typeof processFacts.mechanisms.http) => ({
      ...processFacts,
      mechanisms: { ...processFacts.mechanisms, http },
    });
    expect(family.support(action, facts({ works: true, by: "a proxy" })).kind).toBe("emulated");
    expect(family.support(action, facts({ works: false, why: "no proxy" }))).toEqual({
      kind: "refused",
      why: "no proxy",
    });
  });
});
