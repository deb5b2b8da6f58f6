// Starts real networks. Needs geth 1.13 and anvil 1.7.

import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { address, nodeId, runId } from "../../base/ids.ts";
import { uniqueToken } from "../../base/random.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { ClusterNode, LinkId, ProcessControl, StartedCluster } from "../../model/node.ts";
import { listDirectory, readText } from "../../platform/files.ts";
import { killPid, markedPids, runMark } from "../../platform/processes.ts";
import { type FakeScope, fakeScope } from "../../testing/fake-scope.ts";
import { agreement, anvil1, ask, cliqueOf, eventually, hashAt, heightOf } from "../../testing/real-clusters.ts";
import { realTools } from "../../testing/real-tools.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { createProcessBackend } from "./process-backend.ts";

const rich = address(`0x${"5a".repeat(20)}`);
const accounts = Array.from({ length: 2000 }, (_, index) => ({
  address: index === 0 ? rich : address(`0x${(index + 1_000_000).toString(16).padStart(40, "0")}`),
  balanceWei: 10n ** 21n,
}));

async function start(spec: ClusterSpec): Promise<{ cluster: StartedCluster; scope: FakeScope }> {
  const id = runId(`test-${uniqueToken()}`);
  const base = fakeScope({ clock: systemClock });
  const scope = { ...base, runId: id, scratchDir: await temporaryDirectory(), processMarks: { [runMark]: id } };
  const cluster = await createProcessBackend({ tools: await realTools(), accounts }).start(spec, scope);
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  cluster.unexpectedExit.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  for (const { text } of scope.emittedOf("note")) process.stdout.write(`${text}\n`);
  return { cluster, scope };
}

function processOf(node: ClusterNode | undefined): ProcessControl {
  if (node?.control.kind !== "process") throw new Error("not a process");
  return node.control;
}

function linksOf(cluster: StartedCluster) {
  const { links } = processOf(cluster.nodes[0]);
  if (links === undefined) throw new Error("no links");
  return links;
}

const portOf = (url: string): number => Number(new URL(url).port);

const refuses = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(true));
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });

/** Both directions of every pair across the two groups. */
const across = (left: readonly ClusterNode[], right: readonly ClusterNode[]): LinkId[] =>
  left.flatMap((a) =>
    right.flatMap((b) => [
      { from: a.id, to: b.id },
      { from: b.id, to: a.id },
    ]),
  );

describe("the process backend with clique-5", () => {
  it("survives a split, a stopped majority and a killed node, and leaves nothing behind", async () => {
    const { cluster, scope } = await start(cliqueOf(5));
    const { nodes } = cluster;
    const rpc = nodes[5];

    await agreement(nodes, 3);
    expect(await ask(rpc, "eth_getBalance", rich, "latest")).toBe("0x3635c9adc5dea00000");
    expect(await Promise.all(nodes.map((node) => ask(node, "net_peerCount")))).toEqual(nodes.map(() => "0x5"));
    expect(scope.emittedOf("node.changed").filter(({ state }) => state === "ready")).toHaveLength(6);

    const minority = nodes.slice(3, 5);
    const majority = nodes.filter((node) => !minority.includes(node));
    await linksOf(cluster).cut("split", across(majority, minority));
    const cutAt = await heightOf(rpc);
    const minorityAt = await heightOf(minority[0]);
    await eventually("the majority to go on", async () => (await heightOf(rpc)) >= cutAt + 4);
    // Two of five may each seal once more before they need a third; the sender may have had a block under way.
    expect(await heightOf(minority[0])).toBeLessThanOrEqual(minorityAt + 2);
    await linksOf(cluster).heal("split");
    await agreement(nodes, cutAt + 4);

    const down = nodes.slice(0, 3).map(processOf);
    const stoppedAt = await heightOf(rpc);
    const known = await hashAt(rpc, stoppedAt - 3);
    await Promise.all(down.map((control) => control.stop({ graceMs: 0, by: "fault" })));
    expect(await refuses(portOf(nodes[0]?.endpoints.rpcUrl ?? ""))).toBe(true);
    await Promise.all(down.map((control) => control.start({ by: "fault" })));
    await agreement(nodes, stoppedAt + 3);
    expect(await hashAt(nodes[0], stoppedAt - 3)).toBe(known);

    const logs = await temporaryDirectory();
    await cluster.collectLogs(logs);
    expect(await listDirectory(logs)).toEqual(nodes.map(({ id }) => `${id}.log`).sort());
    expect(await readText(`${logs}/signer-0.log`)).toContain("--- chaindrill: started by fault at ");

    processOf(nodes[1]).signal("SIGSTOP");
    const ports = nodes.flatMap(({ endpoints: { rpcUrl, wsUrl, p2pPort } }) => [
      ...[rpcUrl, wsUrl ?? ""].map(portOf),
      p2pPort ?? 0,
    ]);
    ports.push(linksOf(cluster).dialPort({ from: nodeId("signer-0"), to: nodeId("rpc-0") }));
    await cluster[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
    expect(markedPids(scope.runId)).toEqual([]);
    expect(await Promise.all(ports.map(refuses))).toEqual(ports.map(() => true));
  });

  it("tells which node died by itself, and how its log ends", async () => {
    const { cluster, scope } = await start(cliqueOf(5));
    const { status, ...running } = processOf(cluster.nodes[2]).state();
    expect(status).toBe("running");
    if ("pid" in running) killPid(running.pid, "SIGKILL"); // not through the control: nobody asked for it
    await expect(cluster.unexpectedExit).rejects.toThrow(/node signer-2 ended by itself with signal SIGKILL/);
    expect(scope.emittedOf("node.changed").at(-1)).toMatchObject({ node: "signer-2", state: "exited", by: "nobody" });
  });
});

it("brings up a Clique network of four signers", async () => {
  const { cluster } = await start(cliqueOf(4));
  await agreement(cluster.nodes, 3);
});

it("restarts anvil on its chain after SIGKILL", async () => {
  const { cluster, scope } = await start(anvil1);
  const node = cluster.nodes[0];
  const control = processOf(node);
  expect(control.links).toBeUndefined();
  const [genesis, second] = [await hashAt(node, 0), await hashAt(node, 2)];
  const before = await heightOf(node);
  await control.stop({ graceMs: 0, by: "fault" });
  await control.start({ by: "fault" });
  await eventually("anvil to answer", () => heightOf(node).then(() => true));
  expect(await heightOf(node)).toBeGreaterThanOrEqual(before - 2);
  expect([await hashAt(node, 0), await hashAt(node, 2)]).toEqual([genesis, second]);
  expect(await ask(node, "eth_getBalance", rich, "latest")).toBe("0x3635c9adc5dea00000");
  await eventually("new blocks", async () => (await heightOf(node)) > before);
  await cluster[Symbol.asyncDispose]();
  expect(markedPids(scope.runId)).toEqual([]);
});
