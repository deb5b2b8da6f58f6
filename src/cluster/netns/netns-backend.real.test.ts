// Starts real networks in network namespaces. Needs Linux as root, geth 1.13 and anvil 1.7.

import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { address, nodeId, type RunId, runId } from "../../base/ids.ts";
import { seededRandom, uniqueToken } from "../../base/random.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { ClusterNode, PodControl } from "../../model/node.ts";
import { listDirectory, readText } from "../../platform/files.ts";
import { legDevice, netnsPath, pidsInNetns, podNetns } from "../../platform/netns.ts";
import { killPid, markedPids, runMark, runProgram, startProcess } from "../../platform/processes.ts";
import { removeNetns } from "../../platform/remove-netns.ts";
import { type FakeScope, fakeScope } from "../../testing/fake-scope.ts";
import { machineTracesOf } from "../../testing/machine-traces.ts";
import { agreement, anvil1, ask, cliqueOf, eventually, hashAt, heightOf } from "../../testing/real-clusters.ts";
import { realTools } from "../../testing/real-tools.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { subnetCidr } from "../start/choose-subnet.ts";
import { createShowPeers } from "../start/peers-at-lan-addresses.ts";
import { findObstacle } from "./find-obstacle.ts";
import { layCables } from "./lay-cables.ts";
import { createNetnsBackend } from "./netns-backend.ts";

const obstacle = await findObstacle();
const skipped = obstacle === undefined ? "" : ` (skipped: ${obstacle.why})`;

const rich = address(`0x${"5a".repeat(20)}`);
const accounts = [{ address: rich, balanceWei: 10n ** 21n }];

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of open.splice(0)) await end();
});

async function newScope(): Promise<FakeScope> {
  const id = runId(uniqueToken());
  const base = fakeScope({ clock: systemClock });
  return { ...base, runId: id, scratchDir: await temporaryDirectory(), processMarks: { [runMark]: id } };
}

async function start(spec: ClusterSpec) {
  const scope = await newScope();
  const cluster = await createNetnsBackend({ tools: await realTools(), accounts }).start(spec, scope);
  open.push(async () => cluster[Symbol.asyncDispose]());
  for (const { text } of scope.emittedOf("note")) process.stdout.write(`${text}\n`);
  return { cluster, scope };
}

function podOf(node: ClusterNode | undefined): PodControl {
  if (node?.control.kind !== "netns") throw new Error("not in a network namespace");
  return node.control;
}

function pidOf(node: ClusterNode | undefined): number {
  const state = podOf(node).state();
  if (state.status !== "running") throw new Error(`it is ${state.status}`);
  return state.pid;
}

/** In hexadecimal; undefined while the node does not answer. */
const peersOf = (node: ClusterNode | undefined): Promise<unknown> => ask(node, "net_peerCount").catch(() => undefined);

/** Devices and routes of the root namespace that are of this run, one a line. */
async function rootNetworkOf(id: RunId): Promise<string[]> {
  const shown = async (...args: string[]) => (await runProgram({ command: "ip", args, timeoutMs: 5000 })).stdout;
  const lines = `${await shown("-oneline", "link")}${await shown("-4", "route")}`.split("\n");
  return lines.filter((line) => line.includes(legDevice(id)));
}

describe.skipIf(obstacle !== undefined)(`the netns backend${skipped}`, () => {
  it("brings clique-5 up, restarts nodes at their addresses, and leaves nothing behind", async () => {
    const { cluster, scope } = await start(cliqueOf(5));
    const { nodes } = cluster;
    const [signer, rpc] = [nodes[0], nodes[5]];

    await agreement(nodes, 3);
    expect(await ask(rpc, "eth_getBalance", rich, "latest")).toBe("0x3635c9adc5dea00000");
    expect(await Promise.all(nodes.map((node) => ask(node, "net_peerCount")))).toEqual(nodes.map(() => "0x5"));
    expect(await machineTracesOf([scope.runId])).toHaveLength(7 + 1 + 3);
    expect(await rootNetworkOf(scope.runId)).toHaveLength(2);

    const control = podOf(signer);
    const pid = pidOf(signer);
    expect(pidsInNetns([podNetns(scope.runId, "signer-0")])).toEqual([pid]);
    for (const dir of Object.values(control.cgroups())) {
      expect(await readText(`${dir}/cgroup.procs`)).toBe(`${pid}\n`);
    }

    const [before, url] = [await heightOf(rpc), signer?.endpoints.rpcUrl];
    const known = await hashAt(rpc, before - 1);
    await control.stop({ graceMs: 0, by: "fault" });
    await expect(ask(signer, "eth_blockNumber")).rejects.toThrow("refused");
    await control.start({ by: "fault" });
    // With peers at addresses that geth takes for the internet's it would be 35 s.
    await eventually("the node to have all its peers again", async () => (await peersOf(signer)) === "0x5", 5000);
    expect(pidOf(signer)).not.toBe(pid);
    expect(url).toBe(`http://${control.address}:8545`);
    await eventually("the node to follow", async () => (await heightOf(signer)) > before + 1);
    expect(await hashAt(signer, before - 1)).toBe(known);

    const logs = await temporaryDirectory();
    await cluster.collectLogs(logs);
    expect(await listDirectory(logs)).toEqual(nodes.map(({ id }) => `${id}.log`).sort());
    expect(await readText(`${logs}/signer-0.log`)).toContain("--- chaindrill: started by fault at ");

    podOf(nodes[1]).signal("SIGSTOP");
    await cluster[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
    expect(await machineTracesOf([scope.runId])).toEqual([]);
    expect(await rootNetworkOf(scope.runId)).toEqual([]);
    expect(markedPids(scope.runId)).toEqual([]);
  });

  it("runs two networks at once, and tells which node of one died by itself", async () => {
    const [one, other] = await Promise.all([start(anvil1), start(anvil1)]);
    const [node, neighbour] = [one.cluster.nodes[0], other.cluster.nodes[0]];
    expect(podOf(node).address).not.toBe(podOf(neighbour).address);
    expect(await ask(neighbour, "eth_getBalance", rich, "latest")).toBe("0x3635c9adc5dea00000");
    killPid(pidOf(node), "SIGKILL"); // not through the control: nobody asked for it
    await expect(one.cluster.unexpectedExit).rejects.toThrow(/node dev-0 ended by itself with signal SIGKILL/);
    await one.cluster[Symbol.asyncDispose]();
    const height = await heightOf(neighbour);
    await eventually("the other to go on", async () => (await heightOf(neighbour)) > height);
  });
});

describe.skipIf(obstacle !== undefined)(`the cables of a run${skipped}`, () => {
  async function layFor(id: RunId, count: number) {
    open.push(() => removeNetns(id));
    const nodes = Array.from({ length: count }, (_, index) => nodeId(`node-${index}`));
    // The same seed for all, and the same stream: they wish for the same addresses.
    const random = { ...seededRandom(1), stream: () => seededRandom(1) };
    return layCables({ runId: id, nodes, random, marks: { [runMark]: id } });
  }

  it("are laid for six nodes, and their peers put at LAN addresses, in less than half a second", async () => {
    const scope = await newScope();
    const id = scope.runId;
    const startedAtMs = systemClock.nowMs();
    const showPeers = createShowPeers({ scope, subnet: await layFor(id, 6) });
    const pods = Array.from({ length: 6 }, (_, index) => netnsPath(podNetns(id, `node-${index}`)));
    await Promise.all(pods.map(showPeers));
    const spentMs = systemClock.nowMs() - startedAtMs;
    process.stdout.write(`six network namespaces in ${Math.round(spentMs)} ms\n`);
    expect(spentMs).toBeLessThan(500);
    expect(scope.emittedOf("note")).toEqual([]);
  });

  it("never share a subnet, also when several runs wish for the same at the same moment", async () => {
    const ids = Array.from({ length: 4 }, () => runId(uniqueToken()));
    const subnets = await Promise.all(ids.map((id) => layFor(id, 1)));
    expect(new Set(subnets).size).toBe(4);
    for (const [index, id] of ids.entries()) {
      const route = (await rootNetworkOf(id)).filter((line) => line.startsWith(subnetCidr(subnets[index] ?? "")));
      expect(route).toHaveLength(1);
    }
  });

  it("are removed with whoever is still inside, by the id alone, by two at once, and twice", async () => {
    const id = runId(uniqueToken());
    await layFor(id, 2);
    const inside = podNetns(id, "node-1");
    const args = [`--net=/run/netns/${inside}`, "--", "sleep", "60"];
    const sleeper = await startProcess({ command: "nsenter", args });
    await eventually("the sleeper to be inside", async () => pidsInNetns([inside]).includes(sleeper.pid));
    await Promise.all([removeNetns(id), removeNetns(id)]);
    await removeNetns(id);
    expect((await sleeper.exited).signal).toBe("SIGKILL");
    expect(await machineTracesOf([id])).toEqual([]);
  });
});
