// Needs k6. The network is a stub: what is tested is whether the load is what was asked for and is told truthfully.

import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import type { Operation } from "../../model/operation.ts";
import type { K6Load } from "../../model/plan.ts";
import { readBytes } from "../../platform/digested-file.ts";
import { killPid } from "../../platform/processes.ts";
import { type FakeScope, fakeScope } from "../../testing/fake-scope.ts";
import { realTools } from "../../testing/real-tools.ts";
import { startRpcStub } from "../../testing/rpc-stub.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { buildCorpus } from "../corpus/build-corpus.ts";
import { layoutFor } from "../corpus/layout.ts";
import { createLoadSchedule } from "../schedule.ts";
import { type K6LoadOptions, type StartedLoad, startK6Load } from "./start-k6-load.ts";

const scripts = path.join(import.meta.dirname, "../../../scenarios/load");
const reads: K6Load = {
  name: "reads",
  engine: "k6",
  script: path.join(scripts, "reads.ts"),
  rate: { kind: "constant", perSecond: 50 },
  vus: 40,
  requestTimeoutMs: 2000,
  corpus: "none",
  relayDelayMs: 0,
  through: [],
  generators: 1,
  batch: 1,
  settings: {},
};

const transfers: K6Load = {
  ...reads,
  name: "transfers",
  script: path.join(scripts, "transfers.ts"),
  corpus: "transfers",
};

interface Ran {
  readonly scope: FakeScope;
  readonly summary: Awaited<StartedLoad["finished"]>;
  readonly operations: readonly Operation[];
}

/** Runs a load in a run of its own, with something going on beside it. */
async function run(
  options: Pick<K6LoadOptions, "spec" | "endpoints" | "maxDurationMs" | "corpus">,
  beside: (load: StartedLoad) => Promise<unknown> = (load) => load.finished,
): Promise<Ran> {
  const dir = await temporaryDirectory();
  const scope = { ...fakeScope({ clock: systemClock }), runDir: dir, scratchDir: dir };
  const { k6 } = await realTools();
  await using load = await startK6Load({ ...options, k6, scope });
  await beside(load);
  const summary = await load.stop();
  const bytes = await readBytes(path.join(dir, "load", `${options.spec.name}.ndjson.gz`));
  const lines = gunzipSync(bytes).toString().split("\n").slice(0, -1);
  const operations = lines.map((line) => JSON.parse(line) as Operation).sort((a, b) => a.index - b.index);
  return { scope, summary, operations };
}

const notDropped = (operations: readonly Operation[]) => operations.filter((operation) => operation.kind !== "dropped");

describe("a k6 load", () => {
  it("starts every iteration of the schedule, near its time, and reports an outcome for each", async () => {
    await using stub = await startRpcStub();
    const { scope, summary, operations } = await run({ spec: reads, endpoints: [stub.url], maxDurationMs: 4000 });

    expect(summary).toMatchObject({ exitCode: 0, dropped: 0, rejected: 0, unknown: 0 });
    expect(summary.complaint).toBeUndefined();
    expect(operations.map((operation) => operation.index)).toEqual(operations.map((_, index) => index));
    expect(summary.started).toBe(operations.length);
    expect(operations).toHaveLength(200);
    const schedule = createLoadSchedule({ shape: reads.rate, seed: 1, batch: 1 });
    const first = operations[0]?.intendedAtMs ?? 0;
    for (const operation of notDropped(operations)) {
      expect(operation.intendedAtMs - first).toBeCloseTo(schedule.offsetMs(operation.index), 2);
      expect(operation.sentAtMs).toBeGreaterThan(operation.intendedAtMs - 1);
      expect(operation.doneAtMs).toBeGreaterThanOrEqual(operation.sentAtMs);
    }
    const seconds = scope.emittedOf("load.sampled");
    expect(seconds.map((second) => second.offered)).toEqual(seconds.map(() => 50));
    expect(seconds.reduce((sum, second) => sum + second.started, 0)).toBeGreaterThanOrEqual(150);
    expect(scope.emittedOf("load.finished")).toHaveLength(1);
    expect([...stub.asked.keys()].sort()).toHaveLength(6);
  });

  it("shows a stall as latency from the intended start, of the operations that queued behind it too", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...reads, vus: 100 };
    const { operations } = await run({ spec, endpoints: [stub.url], maxDurationMs: 4000 }, async (load) => {
      await systemClock.sleep(1500);
      stub.become({ kind: "stall" });
      await systemClock.sleep(1000);
      stub.become({ kind: "answer" });
      await load.finished;
    });
    const slow = notDropped(operations).filter((operation) => operation.doneAtMs - operation.intendedAtMs > 100);
    // A closed loop would have one slow operation for each connection; here 50/s were due for a second.
    expect(slow.length).toBeGreaterThan(35);
    expect(Math.max(...slow.map((operation) => operation.doneAtMs - operation.intendedAtMs))).toBeGreaterThan(800);
    expect(operations.some((operation) => operation.kind === "dropped")).toBe(false);
  });

  it("gives dropped iterations their own places when too few users are left", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...reads, vus: 5 };
    const { operations, summary } = await run({ spec, endpoints: [stub.url], maxDurationMs: 4000 }, async (load) => {
      await systemClock.sleep(1500);
      stub.become({ kind: "stall" });
      await systemClock.sleep(1000);
      stub.become({ kind: "answer" });
      await load.finished;
    });
    expect(operations.map((operation) => operation.index)).toEqual(operations.map((_, index) => index));
    const dropped = operations.filter((operation) => operation.kind === "dropped");
    expect(dropped.length).toBe(summary.dropped);
    expect(dropped.length).toBeGreaterThan(30);
    // They lie together, inside the stall: the places around them went to iterations that started.
    const places = dropped.map((operation) => operation.index);
    expect(Math.max(...places) - Math.min(...places)).toBeLessThan(dropped.length + 5);
    for (const operation of notDropped(operations)) {
      expect(operation.sentAtMs - operation.intendedAtMs).toBeGreaterThan(-1);
    }
  });

  it("follows a ramp", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = {
      ...reads,
      rate: { kind: "ramping", startPerSecond: 10, stages: [{ targetPerSecond: 60, durationMs: 2000 }] },
    };
    const { operations } = await run({ spec, endpoints: [stub.url], maxDurationMs: 3000 });
    const lateMs = notDropped(operations).map((operation) => operation.sentAtMs - operation.intendedAtMs);
    expect(operations).toHaveLength(129); // the area is 130, and its last place is due when the load ends
    expect(Math.min(...lateMs)).toBeGreaterThan(-1);
    // Typical lateness is what a timer needs, not what another formula would be off by.
    expect(lateMs.sort((a, b) => a - b)[Math.floor(lateMs.length / 2)]).toBeLessThan(10);
  });

  it("sends each user's transactions in order and sends one again that got no answer", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...transfers, vus: 4 };
    const layout = layoutFor({ spec, maxDurationMs: 3000 });
    const request = { load: spec.name, kind: "transfers" as const, seed: 1, chainId: 1337, layout };
    const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
    const { operations } = await run({ spec, corpus, endpoints: [stub.url], maxDurationMs: 3000 }, async (load) => {
      await systemClock.sleep(1500);
      stub.become({ kind: "reset" });
      await systemClock.sleep(300);
      stub.become({ kind: "error", code: -32000, message: "already known" });
      await systemClock.sleep(300);
      stub.become({ kind: "answer" });
      await load.finished;
    });
    const sent = operations.filter((operation) => operation.kind === "transaction");
    const inDoubt = sent.filter((operation) => operation.outcome === "unknown");
    expect(inDoubt.length).toBeGreaterThan(0);
    for (const operation of inDoubt) {
      expect(sent.some((other) => other.hash === operation.hash && other.outcome === "ok")).toBe(true);
    }
    const noncesByAccount = Map.groupBy(sent, (operation) => operation.from);
    for (const attempts of noncesByAccount.values()) {
      const nonces = attempts.map((operation) => operation.nonce);
      expect(nonces).toEqual(nonces.toSorted((a, b) => a - b));
      expect(new Set(nonces).size).toBe(Math.max(...nonces) + 1);
    }
  });

  it("calls a refused connection rejected, and what was in flight when it was stopped unknown", async () => {
    const stub = await startRpcStub();
    await stub[Symbol.asyncDispose]();
    const refused = await run({ spec: reads, endpoints: [stub.url], maxDurationMs: 1000 });
    expect(new Set(notDropped(refused.operations).map(({ outcome, error }) => `${outcome}: ${error}`))).toEqual(
      new Set(["rejected: refused"]),
    );

    await using stalling = await startRpcStub();
    stalling.become({ kind: "stall" });
    const cut = await run({ spec: reads, endpoints: [stalling.url], maxDurationMs: 60_000 }, () =>
      systemClock.sleep(1000),
    );
    expect(cut.summary.exitCode).toBe(105);
    expect(cut.summary.complaint).toBeUndefined();
    expect(new Set(notDropped(cut.operations).map(({ outcome, error }) => `${outcome}: ${error}`))).toEqual(
      new Set(["unknown: cut off when the load ended"]),
    );
  });

  it("complains when k6 ends by itself, with its own words", async () => {
    const spec: K6Load = { ...reads, script: path.join(scripts, "transfers.ts") };
    const { summary } = await run({ spec, endpoints: ["http://127.0.0.1:1"], maxDurationMs: 1000 });
    expect(summary.exitCode).toBe(107);
    expect(summary.complaint).toMatch(/^k6 ended by itself with exit code 107: Error: CORPUS is not set/);
  });

  it("complains when the corpus is used up", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...transfers, vus: 2 };
    const request = {
      load: spec.name,
      kind: "transfers" as const,
      seed: 1,
      chainId: 1337,
      layout: { accounts: 2, vus: 2, linesPerVu: 10 },
    };
    const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
    const { summary, operations } = await run({ spec, corpus, endpoints: [stub.url], maxDurationMs: 1000 });
    // On a busy machine both users may be late for a place: that is dropped, too, but not for want of transactions.
    expect(summary).toMatchObject({ ok: 20, dropped: 30 });
    expect(operations).toHaveLength(50);
    expect(summary.nothingToSend).toBeGreaterThan(20);
    expect(summary.complaint).toBe(`the corpus was used up: ${summary.nothingToSend} iterations had nothing to send`);
  });

  it("shares a load between generators: every place once, every user's own lines", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...transfers, vus: 5, generators: 2, rate: { kind: "constant", perSecond: 60 } };
    const layout = layoutFor({ spec, maxDurationMs: 3000 });
    const request = { load: spec.name, kind: "transfers" as const, seed: 1, chainId: 1337, layout };
    const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
    const { operations, summary } = await run({ spec, corpus, endpoints: [stub.url], maxDurationMs: 3000 });
    expect(summary.complaint).toBeUndefined();
    expect(operations.map(({ index }) => index)).toEqual(operations.map((_, index) => index));
    expect(operations).toHaveLength(180);
    const sent = operations.filter((operation) => operation.kind === "transaction");
    expect(new Set(sent.map(({ hash }) => hash)).size).toBe(sent.length);
    expect(new Set(stub.transactions).size).toBe(stub.transactions.length);
    for (const attempts of Map.groupBy(sent, ({ from }) => from).values()) {
      expect(attempts.map(({ nonce }) => nonce)).toEqual(attempts.map((_, nonce) => nonce));
    }
  });

  it("says which generator died, and goes on with the others", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...reads, generators: 2 };
    const { operations, summary } = await run({ spec, endpoints: [stub.url], maxDurationMs: 3000 }, async (load) => {
      await systemClock.sleep(1500);
      killPid(load.pids[1] ?? 0, "SIGKILL");
      await load.finished;
    });
    expect(summary.complaint).toBe(
      "generator 2 of 2, whose share of the rate is missing from then on: k6 ended by itself with signal SIGKILL",
    );
    expect(operations.map(({ index }) => index)).toEqual(operations.map((_, index) => index));
    const last = operations.slice(-20);
    expect(new Set(last.filter(({ kind }) => kind === "read").map(({ index }) => index % 2))).toEqual(new Set([0]));
    expect(last.filter(({ kind }) => kind === "dropped")).toHaveLength(10);
  });

  it("sends batches whose elements are operations of their own, and again what was not taken", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...transfers, vus: 4, batch: 10, rate: { kind: "constant", perSecond: 200 } };
    const layout = layoutFor({ spec, maxDurationMs: 3000 });
    const request = { load: spec.name, kind: "transfers" as const, seed: 1, chainId: 1337, layout };
    const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
    const { operations } = await run({ spec, corpus, endpoints: [stub.url], maxDurationMs: 3000 }, async (load) => {
      await systemClock.sleep(1500);
      stub.become({ kind: "error", code: -32000, message: "txpool is full" });
      await systemClock.sleep(300);
      stub.become({ kind: "answer" });
      await load.finished;
    });
    expect(operations).toHaveLength(600);
    const sent = operations.filter((operation) => operation.kind === "transaction");
    const rejected = sent.filter(({ outcome }) => outcome === "rejected");
    expect(rejected.length).toBeGreaterThanOrEqual(10);
    for (const { hash } of rejected) {
      expect(sent.some((other) => other.hash === hash && other.outcome === "ok")).toBe(true);
    }
    const accepted = Map.groupBy(
      sent.filter(({ outcome }) => outcome === "ok"),
      ({ from }) => from,
    );
    for (const attempts of accepted.values()) {
      expect(attempts.map(({ nonce }) => nonce)).toEqual(attempts.map((_, nonce) => nonce));
    }
  });

  it("starts operations at random times when asked to, the same ones for the same seed", async () => {
    await using stub = await startRpcStub();
    const spec: K6Load = { ...reads, rate: { kind: "poisson", perSecond: 60 } };
    const { operations } = await run({ spec, endpoints: [stub.url], maxDurationMs: 3000 });
    expect(operations.map(({ index }) => index)).toEqual(operations.map((_, index) => index));
    const gapsMs = operations.slice(1).map((each, index) => each.intendedAtMs - (operations[index]?.intendedAtMs ?? 0));
    expect(new Set(gapsMs.map((gapMs) => gapMs.toFixed(2))).size).toBeGreaterThan(50);
    for (const operation of notDropped(operations)) {
      expect(operation.sentAtMs - operation.intendedAtMs).toBeGreaterThan(-1);
    }
    const again = await run({ spec, endpoints: [stub.url], maxDurationMs: 3000 });
    expect(again.operations.length).toBe(operations.length);
  });
});
