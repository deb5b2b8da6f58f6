import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { nodeId } from "../../base/ids.ts";
import { poll } from "../../base/poll.ts";
import type { EventOf } from "../../model/event.ts";
import { readText } from "../../platform/files.ts";
import { isRunning } from "../../platform/processes.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import type { NodeExitError } from "./node-exit-error.ts";
import { startLife } from "./process-life.ts";
import { RestartableNode, type RestartableNodeOptions } from "./restartable-node.ts";

/** A node that is a shell script: it says "up" and then does as told. */
async function shellNode(script: string, changes: Partial<RestartableNodeOptions> & { firstScript?: string } = {}) {
  const { firstScript = script, ...others } = changes;
  const dir = await temporaryDirectory();
  const scope = fakeScope({ clock: systemClock });
  const logFile = path.join(dir, "node.log");
  const unexpected = Promise.withResolvers<NodeExitError>();
  const node = new RestartableNode({
    node: nodeId("signer-0"),
    launch: ({ first }) => {
      const command = { command: "sh", args: ["-c", first ? firstScript : script] };
      return startLife({ command, env: scope.processMarks, logFile });
    },
    logFile,
    scope,
    answers: () => new Promise(() => undefined),
    onUnexpectedExit: unexpected.resolve,
    ...others,
  });
  onTestFinished(() => node[Symbol.asyncDispose]());
  const log = () => readText(logFile);
  const changed = () => scope.emittedOf("node.changed").map(brief);
  return { node, scope, log, changed, unexpected: unexpected.promise };
}

const brief = ({ state, by, detail }: EventOf<"node.changed">): string =>
  `${state} by ${by}${detail === undefined ? "" : `: ${detail}`}`;

/** The script has got so far as to print this. */
async function printed(node: { log: () => Promise<string> }, text: string): Promise<void> {
  await poll({ clock: systemClock, awaited: `"${text}" in the log`, withinMs: 5000, everyMs: 2 }, async () =>
    (await node.log()).includes(text) ? { done: undefined } : { notYet: "not printed" },
  );
}

function pidOf(node: RestartableNode): number {
  const state = node.state();
  if (state.status !== "running") throw new Error(`it is ${state.status}`);
  return state.pid;
}

const forever = "echo up; exec sleep 60";
const stubborn = 'trap "" TERM; echo up; while :; do sleep 0.05; done';

describe("RestartableNode", () => {
  it("is stopped until it is started, and running until it is stopped", async () => {
    const { node, changed } = await shellNode(forever);
    expect(node.state()).toEqual({ status: "stopped" });
    await node.start({ by: "harness" });
    const pid = pidOf(node);
    expect(isRunning(pid)).toBe(true);
    await node.stop({ graceMs: 3000, by: "fault" });
    expect(node.state()).toEqual({ status: "stopped" });
    expect(isRunning(pid)).toBe(false);
    expect(changed()).toEqual(["started by harness", "stopped by fault: signal SIGTERM"]);
  });

  it("kills what does not heed SIGTERM, and asks no longer with a grace of 0", async () => {
    const bench = await shellNode(stubborn);
    for (const graceMs of [20, 0]) {
      await bench.node.start({ by: "harness" });
      await printed(bench, "up");
      await bench.node.stop({ graceMs, by: "fault" });
    }
    expect(bench.changed().filter((line) => line.startsWith("stopped"))).toEqual([
      "stopped by fault: signal SIGKILL",
      "stopped by fault: signal SIGKILL",
    ]);
  });

  it("lets a frozen process end in order", async () => {
    const { node, changed } = await shellNode(forever);
    await node.start({ by: "harness" });
    node.signal("SIGSTOP");
    await node.stop({ graceMs: 3000, by: "harness" });
    expect(changed().at(-1)).toBe("stopped by harness: signal SIGTERM");
  });

  it("starts and stops once, however often it is asked, in the order it is asked", async () => {
    const { node, changed } = await shellNode(forever);
    await Promise.all([
      node.start({ by: "harness" }),
      node.start({ by: "fault" }),
      node.stop({ graceMs: 0, by: "fault" }),
      node.stop({ graceMs: 0, by: "harness" }),
      node.start({ by: "fault" }),
    ]);
    expect(changed()).toEqual(["started by harness", "stopped by fault: signal SIGKILL", "started by fault"]);
    expect(node.state().status).toBe("running");
  });

  it("keeps one log over restarts and marks where each begins", async () => {
    const bench = await shellNode(forever, {
      firstScript: "echo first; exec sleep 60",
    });
    await bench.node.start({ by: "harness" });
    await printed(bench, "first\n");
    await bench.node.stop({ graceMs: 0, by: "fault" });
    await bench.node.start({ by: "fault" });
    await printed(bench, "up\n");
    expect((await bench.log()).replaceAll(/\d+ ms/g, "N ms")).toMatchInlineSnapshot(`
      "--- chaindrill: started by harness at N ms of the run ---
      first
      --- chaindrill: started by fault at N ms of the run ---
      up
      "
    `);
  });

  it("tells what its files needed before the start", async () => {
    const { node, changed } = await shellNode(forever, { prepare: async () => "the state file was mended" });
    await node.start({ by: "fault" });
    expect(changed()).toEqual(["started by fault: the state file was mended"]);
  });

  it("says when it answers", async () => {
    const { node, changed } = await shellNode(forever, { answers: async () => undefined });
    await node.start({ by: "fault" });
    expect(changed()).toEqual(["started by fault", "ready by fault"]);
  });

  it("counts an end by a signal of the fault's as wanted, and can start again", async () => {
    const { node, changed, scope } = await shellNode(forever);
    await node.start({ by: "harness" });
    node.signal("SIGKILL");
    await poll({ clock: systemClock, awaited: "the exit", withinMs: 5000, everyMs: 2 }, async () =>
      node.state().status === "exited" ? { done: undefined } : { notYet: "running" },
    );
    await node.start({ by: "fault" });
    expect(changed()).toEqual(["started by harness", "exited by fault: signal SIGKILL", "started by fault"]);
    expect(scope.undos.filter(({ kind }) => kind === "kill-pid")).toHaveLength(2);
  });

  it("reports an end that nobody asked for, with the end of its log", async () => {
    const { node, changed, unexpected } = await shellNode("seq 1 20; echo out of luck; exit 3");
    await node.start({ by: "harness" });
    const error = await unexpected;
    expect(error.message).toMatchInlineSnapshot(`
      "node signer-0 ended by itself with exit code 3; the end of its log:
      12
      13
      14
      15
      16
      17
      18
      19
      20
      out of luck"
    `);
    expect(error.portTaken).toBe(false);
    expect(node.state()).toEqual({ status: "exited", code: 3, signal: null });
    expect(changed().at(-1)).toBe("exited by nobody: exit code 3");
  });

  it("knows an end for want of a port", async () => {
    const { node, unexpected } = await shellNode("echo 'listen tcp 127.0.0.1:1: bind: address already in use'; exit 1");
    await node.start({ by: "harness" });
    expect((await unexpected).portTaken).toBe(true);
  });

  it("does not start again once it is disposed", async () => {
    const { node } = await shellNode(forever);
    await node.start({ by: "harness" });
    await node[Symbol.asyncDispose]();
    expect(node.state()).toEqual({ status: "stopped" });
    await expect(node.start({ by: "fault" })).rejects.toThrow("after its cluster was disposed");
  });
});
