// Starts real networks in containers. Needs a Docker daemon, geth 1.13 and anvil 1.7.

import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { address, runId } from "../../base/ids.ts";
import { uniqueToken } from "../../base/random.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { ClusterNode, PodControl, StartedCluster } from "../../model/node.ts";
import { askDocker } from "../../platform/docker/docker-socket.ts";
import { listDirectory, readText } from "../../platform/files.ts";
import { killPid, markedPids, runMark, runProgram } from "../../platform/processes.ts";
import { removeContainers } from "../../platform/remove-containers.ts";
import { type FakeScope, fakeScope } from "../../testing/fake-scope.ts";
import { anvil1, ask, cliqueOf, eventually, heightOf } from "../../testing/real-clusters.ts";
import { realTools } from "../../testing/real-tools.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { createDockerBackend, type DockerBackendOptions, defaultSocketPath as socketPath } from "./docker-backend.ts";

const isRoot = process.getuid?.() === 0;
const hasDocker = await askDocker({ socketPath, method: "GET", path: "/_ping", withinMs: 2000 }).then(
  () => true,
  () => false,
);
const skipped = hasDocker ? "" : " (skipped: no Docker daemon answers)";
const noNeeds = { clock: false, http: false };

const rich = address(`0x${"5a".repeat(20)}`);
const accounts = [{ address: rich, balanceWei: 10n ** 21n }];

const started: string[] = [];

afterEach(async () => {
  for (const id of started.splice(0)) await removeContainers({ runId: id, socketPath });
});

async function newScope(): Promise<FakeScope> {
  const id = runId(`test-${uniqueToken()}`);
  started.push(id);
  const base = fakeScope({ clock: systemClock });
  return { ...base, runId: id, scratchDir: await temporaryDirectory(), processMarks: { [runMark]: id } };
}

async function start(
  spec: ClusterSpec,
  changes: Partial<DockerBackendOptions> = {},
): Promise<{ cluster: StartedCluster; scope: FakeScope }> {
  const scope = await newScope();
  const backend = createDockerBackend({ tools: await realTools(), accounts, needs: noNeeds, ...changes });
  const cluster = await backend.start(spec, scope);
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  for (const { text } of scope.emittedOf("note")) process.stdout.write(`${text}\n`);
  return { cluster, scope };
}

function podOf(node: ClusterNode | undefined): PodControl {
  if (node?.control.kind !== "docker") throw new Error("not a container");
  return node.control;
}

function pidOf(node: ClusterNode | undefined): number {
  const state = podOf(node).state();
  if (state.status !== "running") throw new Error(`it is ${state.status}`);
  return state.pid;
}

/** Everything of the run in the daemon, by name. */
async function leftOf(scope: FakeScope): Promise<string[]> {
  const containers = (await listOf(scope, "/containers/json?all=1&")) as { Names: string[] }[];
  const networks = (await listOf(scope, "/networks?")) as { Name: string }[];
  return [...containers.flatMap(({ Names }) => Names), ...networks.map(({ Name }) => Name)];
}

function listOf(scope: FakeScope, path: string): Promise<unknown> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`chaindrill.run=${scope.runId}`] }));
  return askDocker({ socketPath, method: "GET", path: `${path}filters=${filters}`, withinMs: 5000 });
}

/** Addresses of the interfaces in the node's network namespace. */
async function addressesIn(control: PodControl): Promise<string> {
  const args = [`--net=${control.netns()}`, "--", "ip", "-o", "-4", "addr", "show", "dev", "eth0"];
  return (await runProgram({ command: "nsenter", args, timeoutMs: 5000 })).stdout;
}

describe.skipIf(!hasDocker)(`the docker backend${skipped}`, () => {
  it("brings clique-5 up, restarts nodes at their addresses, and leaves nothing behind", async () => {
    await start(cliqueOf(5)).then(({ cluster }) => cluster[Symbol.asyncDispose]()); // makes the image, where it is missing
    const startedAtMs = systemClock.nowMs();
    const { cluster, scope } = await start(cliqueOf(5));
    expect(systemClock.nowMs() - startedAtMs).toBeLessThan(12_000);
    const { nodes } = cluster;
    const [signer, rpc] = [nodes[0], nodes[5]];
    const control = podOf(signer);

    expect(await ask(rpc, "eth_getBalance", rich, "latest")).toBe("0x3635c9adc5dea00000");
    expect(await Promise.all(nodes.map((node) => ask(node, "net_peerCount")))).toEqual(nodes.map(() => "0x5"));
    expect(scope.emittedOf("node.changed").filter(({ state }) => state === "ready")).toHaveLength(6);
    expect(await leftOf(scope)).toHaveLength(7);

    let namespaces = 0;
    using _listening = control.onNewNetns(async () => {
      namespaces += 1;
    });
    const [before, pidBefore] = [await heightOf(rpc), pidOf(signer)];
    await control.stop({ graceMs: 0, by: "fault" });
    expect([control.state().status, control.netns(), control.cgroups()]).toEqual(["stopped", undefined, {}]);
    await expect(ask(signer, "eth_blockNumber")).rejects.toThrow("refused");
    await control.start({ by: "fault" });
    expect(pidOf(signer)).not.toBe(pidBefore);
    expect(namespaces).toBe(1);
    const peersOf = () => ask(signer, "net_peerCount").catch(() => undefined); // it may not answer yet
    if (isRoot) await eventually("the node to have all its peers again", async () => (await peersOf()) === "0x5", 5000);
    await eventually("the node to follow", async () => (await heightOf(signer)) > before + 1);
    expect(
      scope
        .emittedOf("node.changed")
        .filter(({ node }) => node === "signer-0")
        .map(({ state, by, detail }) => [state, by, detail]),
    ).toEqual([
      ["started", "harness", undefined],
      ["ready", "harness", undefined],
      ["stopped", "fault", "signal SIGKILL"],
      ["started", "fault", undefined],
      ["ready", "fault", undefined],
    ]);
    const log = await collectedLog(cluster, "signer-0");
    expect(log.match(/--- chaindrill: started by/g)).toHaveLength(2);
    expect(log.match(/HTTP server started .*auth=false/g)).toHaveLength(2);

    await cluster[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
    expect(await leftOf(scope)).toEqual([]);
    expect(markedPids(scope.runId)).toEqual([]);
  });

  it.skipIf(!isRoot)("gives a way into namespaces and cgroups (skipped unless root)", async () => {
    const { cluster } = await start(anvil1);
    const control = podOf(cluster.nodes[0]);
    expect(await addressesIn(control)).toContain(` ${control.address}/24 `);
    expect(Object.keys(control.cgroups())).not.toEqual([]);
    for (const dir of Object.values(control.cgroups())) {
      expect((await readText(`${dir}/cgroup.procs`)).split("\n")).toContain(String(pidOf(cluster.nodes[0])));
    }
    const addressBefore = await addressesIn(control);
    await control.stop({ graceMs: 3000, by: "fault" });
    await control.start({ by: "fault" });
    expect((await addressesIn(control)).split("inet")[1]).toBe(addressBefore.split("inet")[1]);
  });

  it("tells which node died by itself, and how its log ends", async () => {
    const { cluster, scope } = await start(anvil1);
    const node = cluster.nodes[0];
    podOf(node).signal("SIGSTOP");
    podOf(node).signal("SIGCONT");
    await eventually("anvil to answer", () => heightOf(node).then(() => true));
    if (isRoot)
      killPid(pidOf(node), "SIGKILL"); // not through the control: nobody asked for it
    else await runProgram({ command: "docker", args: ["kill", `chaindrill-${scope.runId}-dev-0`], timeoutMs: 10_000 });
    await expect(cluster.unexpectedExit).rejects.toThrow(/node dev-0 ended by itself with signal SIGKILL/);
    expect(scope.emittedOf("node.changed").at(-1)).toMatchObject({ node: "dev-0", state: "exited", by: "nobody" });
    await cluster[Symbol.asyncDispose]();
    expect(await leftOf(scope)).toEqual([]);
  });

  it("restarts anvil on its chain after SIGKILL", async () => {
    const { cluster } = await start(anvil1);
    const node = cluster.nodes[0];
    await eventually("five blocks", async () => (await heightOf(node)) >= 5);
    await podOf(node).stop({ graceMs: 0, by: "fault" });
    await podOf(node).start({ by: "fault" });
    await eventually("anvil to answer", () => heightOf(node).then(() => true));
    expect(await heightOf(node)).toBeGreaterThanOrEqual(2);
  });

  it("leaves to the undo what its owner had no time for", async () => {
    const { scope } = await start(anvil1);
    expect(await leftOf(scope)).toHaveLength(2);
    expect(scope.undos).toContainEqual({ kind: "remove-containers", runId: scope.runId, socketPath });
    await removeContainers({ runId: scope.runId, socketPath });
    expect(await leftOf(scope)).toEqual([]);
    await removeContainers({ runId: scope.runId, socketPath });
  });

  it("tells how a container ended that does not come up, and removes it", async () => {
    const scope = await newScope();
    const backend = createDockerBackend({ tools: await realTools(), accounts, needs: noNeeds });
    const starting = backend.start({ ...anvil1, chainId: -1 }, scope);
    await expect(starting).rejects.toThrow(/node dev-0 ended by itself with exit code 2; .*--help/s);
    expect(await leftOf(scope)).toEqual([]);
  });

  it("runs a named image, and says when it has no such client", async () => {
    const { scope } = await start(anvil1);
    const [container] = (await listOf(scope, "/containers/json?all=1&")) as { Image: string }[];
    const image = container?.Image ?? "";
    expect(image).toMatch(/^localhost\/chaindrill\/anvil:[0-9a-f]{16}$/);
    await start(anvil1, { image });
    await expect(start(cliqueOf(1), { image })).rejects.toThrow(/Docker did not start container .*"geth"/);
  });

  it("says that an image can be neither found nor pulled", async () => {
    const scope = await newScope();
    const image = "localhost:1/chaindrill/nothing:none";
    const backend = createDockerBackend({ tools: await realTools(), accounts, needs: noNeeds, image });
    await expect(backend.start(anvil1, scope)).rejects.toMatchObject({ trouble: "out-of-reach", exitCode: 4 });
  });
});

async function collectedLog(cluster: StartedCluster, node: string): Promise<string> {
  const dir = await temporaryDirectory();
  await cluster.collectLogs(dir);
  expect(await listDirectory(dir)).toEqual(cluster.nodes.map(({ id }) => `${id}.log`).sort());
  return readText(`${dir}/${node}.log`);
}
