import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { nodeId } from "../../base/ids.ts";
import { poll } from "../../base/poll.ts";
import type { NodeSpec } from "../../model/cluster.ts";
import { readText } from "../../platform/files.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { ProcessNode } from "./process-node.ts";

const spec: NodeSpec = {
  id: nodeId("dev-0"),
  index: 0,
  role: "dev",
  client: "anvil",
  container: "anvil",
  namespace: "chain",
  labels: {},
  annotations: {},
};

it("is started through the launcher that moves its clock, the first time and later", async () => {
  const logFile = `${await temporaryDirectory()}/dev-0.log`;
  const wallClock = { set: async () => undefined, status: async () => ({ offsetsMs: {}, moved: {}, missed: 0 }) };
  const node = new ProcessNode({
    node: {
      spec,
      endpoints: { rpcUrl: "", wsUrl: undefined, p2pPort: undefined },
      command: { command: "echo", args: ["later"] },
      firstCommand: { command: "echo", args: ["first"] },
      env: { HOME: "/nowhere" },
      peers: null,
    },
    hooks: { logFile, answers: () => new Promise(() => undefined), onUnexpectedExit: () => undefined },
    scope: fakeScope({ clock: systemClock }),
    links: undefined,
    gateOf: () => undefined,
    launcher: (id) => ({
      wallClock,
      wrapCommand: ({ command, args }) => ({ command: "sh", args: ["-c", `echo ${id}; ${command} ${args.join(" ")}`] }),
    }),
  });
  onTestFinished(() => node[Symbol.asyncDispose]());
  const says = (text: string) =>
    poll({ clock: systemClock, awaited: `"${text}" in the log`, withinMs: 5000, everyMs: 2 }, async () =>
      (await readText(logFile)).includes(text) ? { done: undefined } : { notYet: "not said" },
    );
  expect(node.wallClock).toBe(wallClock);
  await node.start({ by: "harness" });
  await says("dev-0\nfirst\n");
  await node.stop({ graceMs: 0, by: "fault" });
  await node.start({ by: "fault" });
  await says("dev-0\nlater\n");
});
