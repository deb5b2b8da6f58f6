// Starts a real network and k6. Needs anvil 1.7 and k6 1.8. The only node is killed under load and forgets its pool: every
// account goes on, every transaction is accounted for, and what had to be sent again counts as lost.

import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readRun } from "../journal/read-run.ts";
import { eventsOf } from "../model/event.ts";
import type { TransactionFate } from "../model/operation.ts";
import type { Result } from "../model/result.ts";
import { readText, writeAtomically } from "../platform/files.ts";
import { command } from "../testing/command.ts";
import { openPlaces } from "../testing/command-places.ts";
import { runDirectoriesIn } from "../testing/recorded-so-far.ts";

const home = path.resolve(import.meta.dirname, "..", "..");

const plan = `
apiVersion: chaindrill/v1alpha1
kind: Plan
metadata: { name: lost-pool, description: "The only node is killed and forgets its pool." }
spec:
  kind: drill
  cluster: anvil-1
  load:
    - { name: transfers, script: ${home}/scenarios/load/transfers.ts, rate: 60/s, vus: 10 }
  steady: { for: 3s, within: 60s }
  faults:
    - { name: kill, manifest: ${home}/chaos/pod/kill-anvil.yaml, at: 4s }
  recovery: { hold: 8s, within: 60s }
  objectives: { rpo: { L0: 0 } }
`;

describe("a pool that is lost under load", () => {
  it("wedges no account, and leaves no transaction unaccounted for", { timeout: 240_000 }, async () => {
    const places = await openPlaces();
    onTestFinished(() => places[Symbol.asyncDispose]());
    const file = path.join(places.root, "lost-pool.plan.yaml");
    await writeAtomically(file, plan);
    const args = ["run", file, "--json", "--beside", "--out", places.runsDir];
    const ended = await command(args, { places, withinMs: 220_000 });
    const runDir = runDirectoriesIn(places.runsDir)[0] ?? "";
    const result = JSON.parse(ended.stdout) as Result;
    const { events } = readRun(runDir);

    const resent = eventsOf(events, "transactions.resent").flatMap(({ hashes }) => hashes);
    expect(resent.length).toBeGreaterThan(0);
    expect(eventsOf(events, "nonce.gap").filter(({ repaired }) => !repaired)).toEqual([]);

    const lines = (await readText(path.join(runDir, "load", "transactions.ndjson"))).trimEnd().split("\n");
    const sent = lines.map((line) => JSON.parse(line) as TransactionFate).filter(({ load }) => load === "transfers");
    const count = (...fates: TransactionFate["fate"][]) => sent.filter(({ fate }) => fates.includes(fate)).length;
    // A wedged account would show as transactions that wait for ever.
    expect(count("pending", "lost")).toBe(0);
    expect(count("resent")).toBe(resent.length);
    expect(count("included", "moved", "resent", "rejected", "never-seen")).toBe(sent.length);
    const fates = result.loads[0]?.fates ?? {};
    expect(Object.values(fates).reduce((sum, number) => sum + number, 0)).toBe(sent.length);

    const level0 = result.rpo.find(({ level }) => level === "L0");
    const acknowledged = sent.filter(({ fate, outcome }) => fate === "resent" && outcome === "ok");
    expect(level0?.lostHashes).toEqual(expect.arrayContaining(acknowledged.map(({ hash }) => hash)));
    expect(result.verdicts.find(({ name }) => name === "rpo.L0")?.status).toBe("fail");
    expect(ended.code).toBe(1);
  });
});
