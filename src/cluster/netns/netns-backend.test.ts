import { describe, expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import { everyMechanism } from "../../model/every-mechanism.ts";
import { commandLine } from "../../platform/processes.ts";
import { writeFakeProgram } from "../../testing/fake-program.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import type { NetnsMachine } from "./find-obstacle.ts";
import { createNetnsBackend } from "./netns-backend.ts";
import { NetnsNode, podCommand } from "./netns-node.ts";

const unable: NetnsMachine = { platform: "darwin", status: async () => "", run: async () => "" };
const able: NetnsMachine = {
  platform: "linux",
  status: async () => "CapEff:\t000001ffffffffff\n",
  run: async (command) => (command === "ip" ? "iproute2" : "util-linux"),
};

const nowhere = { geth: "/nowhere/geth", anvil: "/nowhere/anvil" };

describe("createNetnsBackend", () => {
  it("says what stands in the way and what to try", async () => {
    const backend = createNetnsBackend({ tools: nowhere, accounts: [], machine: unable });
    expect(await backend.facts()).toMatchObject({
      kind: "netns",
      available: false,
      why: "network namespaces are a thing of Linux; this is darwin; use --backend process",
    });
  });

  it("does and registers nothing where it cannot work", async () => {
    const backend = createNetnsBackend({ tools: nowhere, accounts: [], machine: unable });
    const scope = fakeScope({ clock: new ManualClock() });
    const cluster = { name: "none", chainId: 1, testnet: true, gasLimit: 1, nodes: [], confirmations: 1 };
    const starting = backend.start({ ...cluster, consensus: { kind: "dev", blockPeriodMs: 1000 } }, scope);
    await expect(starting).rejects.toMatchObject({
      message: "backend netns cannot be used: network namespaces are a thing of Linux; this is darwin",
      hint: "Use --backend process.",
    });
    expect(scope.undos).toEqual([]);
  });

  it("needs one of its programs", async () => {
    const backend = createNetnsBackend({ tools: nowhere, accounts: [], machine: able });
    expect(await backend.facts()).toMatchObject({ available: false, why: "neither geth nor anvil was found" });
  });

  it("tells what faults are made of, as somebody tried it", async () => {
    const geth = await writeFakeProgram(`${await temporaryDirectory()}/geth`, "exit 0");
    const mechanisms = everyMechanism({ works: true, by: "tc netem" });
    const options = { tools: { ...nowhere, geth }, accounts: [], machine: able };
    const probed = createNetnsBackend({ ...options, probeMechanisms: async () => mechanisms });
    expect(await probed.facts()).toEqual({ kind: "netns", available: true, links: false, mechanisms });
    expect((await createNetnsBackend(options).facts()).mechanisms.filter).toEqual({
      works: false,
      why: "nobody has tried it here",
    });
  });
});

describe("a node in a network namespace", () => {
  it("is started inside of it, in its cgroups, each step becoming the next", () => {
    const { command, args } = podCommand({
      netns: "/run/netns/cd-0a1b2c3d-signer-0",
      cgroups: { unified: "/sys/fs/cgroup/chaindrill-0a1b2c3d/signer-0" },
      program: { command: "geth", args: ["--http"] },
    });
    expect(commandLine(command, args)).toMatchInlineSnapshot(
      `"nsenter --net=/run/netns/cd-0a1b2c3d-signer-0 -- sh -c 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"' sh /sys/fs/cgroup/chaindrill-0a1b2c3d/signer-0/cgroup.procs -- geth --http"`,
    );
  });

  it("has the same namespace all along", () => {
    const node = new NetnsNode({
      node: {
        spec: {
          id: nodeId("signer-0"),
          index: 0,
          role: "signer",
          client: "geth",
          container: "geth",
          namespace: "chain",
          labels: {},
          annotations: {},
        },
        endpoints: { rpcUrl: "", wsUrl: undefined, p2pPort: undefined },
        command: { command: "geth", args: [] },
        env: {},
        peers: null,
      },
      hooks: { logFile: "/nowhere/log", answers: async () => undefined, onUnexpectedExit: () => undefined },
      scope: fakeScope({ clock: new ManualClock() }),
      address: "198.18.7.10",
      cgroups: {},
      launcher: undefined,
    });
    using _listening = node.onNewNetns();
    expect(node).toMatchObject({ kind: "netns", address: "198.18.7.10", wallClock: undefined });
    expect([node.netns(), node.cgroups()]).toEqual(["/run/netns/cd-test-run-signer-0", {}]);
  });
});
