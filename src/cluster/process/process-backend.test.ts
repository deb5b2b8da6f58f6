import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { nodeId } from "../../base/ids.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import { listDirectory } from "../../platform/files.ts";
import { writeFakeProgram } from "../../testing/fake-program.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { NodeExitError } from "../start/node-exit-error.ts";
import { createProcessBackend } from "./process-backend.ts";

const anvil1: ClusterSpec = {
  name: "anvil-1",
  chainId: 31337,
  testnet: true,
  consensus: { kind: "dev", blockPeriodMs: 1000 },
  gasLimit: 300_000_000,
  confirmations: 1,
  nodes: [
    {
      id: nodeId("dev-0"),
      index: 0,
      role: "dev",
      client: "anvil",
      container: "anvil",
      namespace: "chain",
      labels: {},
      annotations: {},
    },
  ],
};

/** A backend whose anvil is this shell script. */
async function backendWith(script: string) {
  const dir = await temporaryDirectory();
  const anvil = await writeFakeProgram(`${dir}/anvil`, script);
  const scope = { ...fakeScope({ clock: systemClock }), scratchDir: `${dir}/scratch` };
  return { scope, dir, backend: createProcessBackend({ tools: { geth: `${dir}/geth`, anvil }, accounts: [] }) };
}

describe("createProcessBackend", () => {
  it("is available with one of its programs, and says so when there is none", async () => {
    const { backend, dir } = await backendWith("exit 0");
    expect(await backend.facts()).toMatchObject({ kind: "process", links: true, available: true });
    const bare = createProcessBackend({ tools: { geth: `${dir}/geth`, anvil: dir }, accounts: [] });
    expect(await bare.facts()).toMatchObject({ available: false, why: "neither geth nor anvil was found" });
  });

  it("registers how to undo everything before it does anything", async () => {
    const { backend, scope, dir } = await backendWith("exit 0");
    const refusing = {
      ...scope,
      undo: { register: async () => Promise.reject(new Error("the log cannot be written")) },
    };
    await expect(backend.start(anvil1, refusing)).rejects.toThrow("cannot be written");
    expect(await listDirectory(dir)).toEqual(["anvil"]);
  });

  it("tells how a node ended that does not come up", async () => {
    const { backend, scope } = await backendWith("echo no good; exit 7");
    await expect(backend.start(anvil1, scope)).rejects.toThrow(/node dev-0 ended by itself with exit code 7.*no good/s);
    expect(scope.undos.slice(0, 2)).toEqual([
      { kind: "kill-marked", runId: "test-run" },
      { kind: "remove-path", path: scope.scratchDir },
    ]);
  });

  it("tries other ports when one was taken, but not for ever", async () => {
    const { backend, scope } = await backendWith("echo 'Error: Address already in use (os error 98)'; exit 1");
    await expect(backend.start(anvil1, scope)).rejects.toThrow(NodeExitError);
    expect(scope.emittedOf("node.changed").filter(({ state }) => state === "started")).toHaveLength(3);
    expect(scope.emittedOf("note").map(({ text }) => text)).toEqual([
      "a port of dev-0 was taken by another program; starting the cluster again on other ports",
      "a port of dev-0 was taken by another program; starting the cluster again on other ports",
    ]);
  });
});
