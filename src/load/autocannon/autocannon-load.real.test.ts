// Needs anvil: a closed loop against a node that really answers, and refuses.

import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { poll, within } from "../../base/poll.ts";
import { type Operation, operationSchema } from "../../model/operation.ts";
import type { AutocannonLoad } from "../../model/plan.ts";
import { readBytes } from "../../platform/digested-file.ts";
import { isRunning, killPid, startProcess } from "../../platform/processes.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { realTools } from "../../testing/real-tools.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { type StartedAutocannonLoad, startAutocannonLoad } from "./start-autocannon-load.ts";

const reads: AutocannonLoad = {
  name: "reads",
  engine: "autocannon",
  corpus: "none",
  connections: 8,
  pipelining: 1,
  mix: {},
  requestTimeoutMs: 5000,
  relayDelayMs: 0,
  through: [],
};

/** A node that seals every second, on a port that was free. */
async function startAnvil(): Promise<{ url: string; pid: number }> {
  const { anvil } = await realTools();
  const { child, pid, exited } = await startProcess({ command: anvil, args: ["--port", "0", "--block-time", "1"] });
  onTestFinished(async () => {
    killPid(pid, "SIGKILL");
    await exited;
  });
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += String(chunk);
  });
  const url = await poll(
    { clock: systemClock, awaited: "anvil to listen", withinMs: 20_000, everyMs: 20 },
    async () => {
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      return port === undefined ? { notYet: said.slice(-200) } : { done: `http://127.0.0.1:${port}` };
    },
  );
  return { url, pid };
}

async function operationsIn(dir: string): Promise<Operation[]> {
  const text = gunzipSync(await readBytes(path.join(dir, "load", "reads.ndjson.gz"))).toString();
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => operationSchema.parse(JSON.parse(line)));
}

/** Runs a load in a run of its own until something has happened beside it. */
async function run(spec: AutocannonLoad, url: string, beside: (load: StartedAutocannonLoad) => Promise<unknown>) {
  const dir = await temporaryDirectory();
  const scope = { ...fakeScope({ clock: systemClock }), runDir: dir, scratchDir: dir };
  await using load = await startAutocannonLoad({ spec, endpoints: [url], maxDurationMs: 60_000, scope });
  await beside(load);
  const askedAtMs = scope.sinceStartMs();
  const summary = await load.stop();
  return { summary, scope, askedAtMs, stoppedAtMs: scope.sinceStartMs(), operations: await operationsIn(dir) };
}

const forMs = (ms: number) => () => systemClock.sleep(ms);
const isRead = (operation: Operation) => operation.kind === "read";

describe("an autocannon load", () => {
  it("asks the usual mix, and keeps an outcome of every request", async () => {
    const { url } = await startAnvil();
    const { summary, scope, operations } = await run(reads, url, forMs(2500));
    const counted = operations.filter(isRead);
    expect(counted.filter(({ outcome }) => outcome === "ok")).toHaveLength(summary.ok);
    expect(summary.ok).toBeGreaterThan(500);
    expect(summary.rejected).toBe(0);
    expect(summary.unknown).toBe(reads.connections);
    expect(new Set(counted.flatMap(({ outcome, error }) => (outcome === "ok" ? [] : [error])))).toEqual(
      new Set(["cut off when the load ended"]),
    );
    const shareOf = (method: string) => counted.filter((read) => read.method === method).length / counted.length;
    expect(shareOf("eth_blockNumber")).toBeCloseTo(0.3, 1);
    expect(shareOf("eth_getBalance")).toBeCloseTo(0.25, 1);
    const sampled = scope.emittedOf("load.sampled");
    const total = sampled.reduce((sum, { ok, rejected, unknown }) => sum + ok + rejected + unknown, 0);
    expect(scope.emittedOf("load.finished")).toMatchObject([
      { load: "reads", started: total, dropped: 0, exitCode: 0 },
    ]);
    expect(scope.emittedOf("load.finished")[0]).not.toHaveProperty("complaint");
    expect(total).toBe(counted.length);
  });

  it("counts what the node refuses as rejected, by its words, in one of several requests under way", async () => {
    const { url } = await startAnvil();
    const mix = { eth_blockNumber: 1, eth_noSuchMethod: 1 };
    const { operations } = await run({ ...reads, mix, pipelining: 4 }, url, forMs(1500));
    const ends = new Set(
      operations.filter(isRead).map(({ method, outcome, error }) => `${method}: ${outcome} ${error ?? ""}`.trim()),
    );
    ends.delete("eth_blockNumber: unknown cut off when the load ended");
    ends.delete("eth_noSuchMethod: unknown cut off when the load ended");
    expect([...ends].sort()).toMatchInlineSnapshot(`
      [
        "eth_blockNumber: ok",
        "eth_noSuchMethod: rejected Method not found (-32601)",
      ]
    `);
  });

  it("goes on when the node is gone, and ends at once when it is asked to", async () => {
    const { url, pid } = await startAnvil();
    const { summary, operations, askedAtMs, stoppedAtMs } = await run(reads, url, async () => {
      await systemClock.sleep(1000);
      killPid(pid, "SIGKILL");
      await systemClock.sleep(1000);
    });
    expect(stoppedAtMs - askedAtMs).toBeLessThan(3000);
    const errors = operations.filter(isRead).flatMap(({ error }) => error ?? []);
    expect(new Set(errors)).toContain("refused");
    expect(summary.rejected).toBeGreaterThan(0);
    // Every connection comes back twenty times a second at most.
    expect(summary.rejected).toBeLessThan(reads.connections * 25);
    expect(summary.complaint).toBeUndefined();
  });

  it("says so when its process is killed", async () => {
    const { url } = await startAnvil();
    const { summary } = await run(reads, url, async (load) => {
      await systemClock.sleep(1200);
      for (const pid of load.pids) killPid(pid, "SIGKILL");
      await load.finished;
    });
    expect(summary.complaint).toBe("its generator ended with SIGKILL, and what it did last is not known");
  });

  it("leaves nothing behind when the harness is killed, and what it recorded is whole", async () => {
    const { url } = await startAnvil();
    const dir = await temporaryDirectory();
    const fixture = fileURLToPath(new URL("../../testing/fixtures/hold-saturation.ts", import.meta.url));
    const harness = await startProcess({ command: process.execPath, args: [fixture, url, dir] });
    const wait = { clock: systemClock, awaited: "the load to run", withinMs: 30_000 };
    const [said] = await within(wait, once(harness.child.stdout ?? harness.child, "data"));
    const pid = Number(String(said));
    expect(isRunning(pid)).toBe(true);
    killPid(harness.pid, "SIGKILL");
    await poll({ clock: systemClock, awaited: "the load's process to end", withinMs: 10_000, everyMs: 20 }, async () =>
      isRunning(pid) ? { notYet: "it runs" } : { done: undefined },
    );
    const last = (await operationsIn(dir)).filter(isRead).at(-1);
    expect(last?.error).toBe("cut off when the load ended");
  });
});
