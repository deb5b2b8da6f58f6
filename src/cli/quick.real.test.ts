// What a user gets from the smallest plan: the result on standard output, a whole run directory, and the commands that
// read it.

import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRun } from "../journal/read-run.ts";
import { eventsOf } from "../model/event.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import { resultVersion } from "../model/result.ts";
import { listFilesNow, readText, removeTree } from "../platform/files.ts";
import { command, type EndedCommand } from "../testing/command.ts";
import { type CommandPlaces, openPlaces } from "../testing/command-places.ts";
import { runDirectoriesIn } from "../testing/recorded-so-far.ts";
import { tracesOf } from "../testing/traces.ts";

const derived = ["result.json", "report.html", "report.md", "junit.xml", "metrics.txt", "load/transactions.ndjson"];

/** One run for all of the tests that only look at it. */
let places: CommandPlaces;
let ended: EndedCommand;
let runDir: string;

beforeAll(async () => {
  places = await openPlaces();
  ended = await command(["run", "quick", "--json", "--out", places.runsDir], { places, withinMs: 180_000 });
  runDir = runDirectoriesIn(places.runsDir)[0] ?? "";
}, 200_000);
afterAll(() => places[Symbol.asyncDispose]());

const filesOf = (dir: string, names: readonly string[]) =>
  Promise.all(names.map((name) => readText(path.join(dir, name))));
const look = (...args: string[]) => command(args, { places, withinMs: 60_000 });

describe("run quick", () => {
  it("passes, and leaves nothing but its run directory", async () => {
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(await tracesOf(places)).toEqual([]);
  });

  it("prints the result as one JSON document and nothing else with --json", async () => {
    expect(JSON.parse(ended.stdout)).toMatchObject({ version: resultVersion, verdict: { status: "pass" } });
    expect(ended.stdout).toBe(await readText(path.join(runDir, "result.json")));
  });

  it("writes every file of a run directory", () => {
    expect(listFilesNow(runDir)).toMatchInlineSnapshot(`
      [
        "inputs/endpoints.json",
        "inputs/plan.json",
        "journal.ndjson",
        "junit.xml",
        "load/contracts.k6.log",
        "load/contracts.ndjson.gz",
        "load/reads.k6.log",
        "load/reads.ndjson.gz",
        "load/transactions.ndjson",
        "load/transfers.k6.log",
        "load/transfers.ndjson.gz",
        "metrics.txt",
        "nodes/anvil-0.log",
        "report.html",
        "report.md",
        "result.json",
        "run.json",
      ]
    `);
  });
});

describe("the commands that read a run", () => {
  it("analyze derives every report again, byte for byte", async () => {
    const before = await filesOf(runDir, derived);
    for (const name of derived) await removeTree(path.join(runDir, name));
    expect(await look("analyze", runDir)).toMatchObject({ code: 0, stdout: expect.stringContaining("PASS") });
    expect(await filesOf(runDir, derived)).toEqual(before);
  });

  it.each([
    ["html", "report.html"],
    ["md", "report.md"],
    ["junit", "junit.xml"],
    ["json", "result.json"],
  ])("report --format %s prints exactly %s", async (format, file) => {
    const report = await look("report", runDir, "--format", format);
    expect(report.code).toBe(0);
    expect(report.stdout).toBe(await readText(path.join(runDir, file)));
  });

  it("list shows the run with its verdict", async () => {
    const listed = await look("list", "--json", "--out", places.runsDir);
    expect(JSON.parse(listed.stdout)).toEqual([
      {
        runId: path.basename(runDir).split("-").at(-1),
        plan: "quick",
        state: "pass",
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        dir: expect.stringContaining(path.basename(runDir)),
      },
    ]);
  });
});

describe("the same seed", () => {
  it("gives the same plan, accounts, transactions and canaries again, signed anew", { timeout: 200_000 }, async () => {
    await using others = await openPlaces();
    const args = ["run", "quick", "--out", others.runsDir, "--set", "spec.measure=3s"];
    expect((await command(args, { places: others, withinMs: 180_000 })).code).toBe(0);
    const [first, second] = [readRun(runDir), readRun(runDirectoriesIn(others.runsDir)[0] ?? "")];
    expect(second.plan).toEqual({ ...first.plan, measureMs: 3000 });
    expect(second.header.observers).toEqual(first.header.observers);
    for (const told of [transactionsOf, canariesOf, sendersOf]) expectSame(told(first), told(second));
  });
});

/** The shorter run does less, but what it does is the same. */
function expectSame(first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): void {
  expect(second.size).toBeGreaterThan(0);
  const shared = [...second.keys()].filter((key) => first.has(key));
  expect(shared.length).toBeGreaterThan(second.size / 2);
  for (const key of shared) expect(second.get(key), key).toBe(first.get(key));
}

/** By account and nonce, since k6 chooses which of its users sends next. The hash stands for all that was signed. */
const transactionsOf = (run: RecordedRun): Map<string, string> =>
  new Map(
    [...(run.operations.get("transfers") ?? [])].flatMap((operation) =>
      operation.kind === "transaction" ? [[`${operation.from} ${operation.nonce}`, operation.hash]] : [],
    ),
  );

const canariesOf = (run: RecordedRun): Map<string, string> =>
  new Map(eventsOf(run.events, "canary.sent").map(({ id, hash, from }) => [`canary ${id}`, `${from} ${hash}`]));

/** Accounts that genesis funded, in its order. */
const sendersOf = (run: RecordedRun): Map<string, string> => {
  const [snapshot] = eventsOf(run.events, "chain.snapshot");
  return new Map(Object.keys(snapshot?.nonces ?? {}).map((sender, index) => [`account ${index}`, sender]));
};
