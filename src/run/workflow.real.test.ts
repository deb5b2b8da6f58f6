// A whole plan whose only fault is a Workflow, on nodes that are pods: its parts come in their order, each is seen and
// seen to be over, and a status check that fails calls all of it off.

import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readResult } from "../journal/read-result.ts";
import { type EventOf, eventsOf, type RunEvent } from "../model/event.ts";
import type { BackendKind } from "../model/node.ts";
import { writeAtomically } from "../platform/files.ts";
import { command } from "../testing/command.ts";
import { type CommandPlaces, openPlaces } from "../testing/command-places.ts";
import { missingForDocker, missingForPods } from "../testing/missing-for-pods.ts";
import { realOptionalTool } from "../testing/real-tools.ts";
import { eventsSoFar, runDirectoriesIn } from "../testing/recorded-so-far.ts";
import { readRepositoryFile } from "../testing/repository-files.ts";
import { tracesOf } from "../testing/traces.ts";

const endsWithinMs = 150_000;
const timeout = endsWithinMs + 60_000;

/** The manifest that comes with Chaindrill, in a hurry: the order of things is the same. */
const outageThenSplit = readRepositoryFile("chaos/workflow/outage-then-split.yaml")
  ?.replaceAll("deadline: 15s", "deadline: 8s")
  .replace("deadline: 10s", "deadline: 3s")
  .replace("deadline: 45s", "deadline: 24s");

/** The same with a check that nobody will answer: nothing listens on port 1 of this machine. */
const calledOff = outageThenSplit?.replace("http://rpc-0:8545/", "http://127.0.0.1:1/").replaceAll("8s", "20s");

const plan = `apiVersion: chaindrill/v1alpha1
kind: Plan
metadata: { name: in-turns }
spec:
  cluster: clique-5
  steady: { for: 2s, within: 90s }
  faults: [{ name: flow, manifest: ./workflow.yaml, at: 0s }]
  limits: { maxTargets: 2, keepHealthy: { role: signer, atLeast: 3 }, maxDuration: 60s }
  recovery: { hold: 3s, within: 60s }
`;

async function runWorkflow(options: { manifest: string | undefined; backend: BackendKind; places: CommandPlaces }) {
  const { manifest, backend, places } = options;
  const planFile = path.join(places.root, "in-turns.plan.yaml");
  await writeAtomically(path.join(places.root, "workflow.yaml"), manifest ?? "");
  await writeAtomically(planFile, plan);
  const args = ["run", planFile, "--backend", backend, "--out", places.runsDir];
  const ended = await command(args, { places, withinMs: endsWithinMs });
  const [runDir = ""] = runDirectoriesIn(places.runsDir);
  return { ended, events: eventsSoFar(runDir), result: readResult(runDir) };
}

const endsOf = (events: readonly RunEvent[]) =>
  eventsOf(events, "fault.reverted").map(({ fault, how, evidence }) => ({ fault, how, seen: evidence.seen }));

const notesOf = (events: readonly RunEvent[]): string[] =>
  eventsOf(events, "note").flatMap(({ text }) => (text.startsWith("status check") ? [text] : []));

function only<T extends RunEvent["type"]>(events: readonly RunEvent[], type: T, fault: string): EventOf<T> {
  const [found] = eventsOf(events, type).filter((event) => "fault" in event && event.fault === fault);
  if (found === undefined) throw new Error(`there is no ${type} of ${fault}`);
  return found;
}

beforeAll(async () => {
  if (backends.some((one) => one.missing === undefined)) await realOptionalTool("netagent");
}, 300_000);

const backends = [
  { backend: "netns", missing: missingForPods() },
  { backend: "docker", missing: missingForDocker() },
] as const;

describe.each(backends)("a Workflow on $backend", ({ backend, missing }) => {
  const skipped = missing === undefined ? "" : ` (skipped: ${missing})`;

  it.skipIf(missing !== undefined)(`goes through its parts in turn${skipped}`, { timeout }, async () => {
    await using places = await openPlaces();
    const { ended, events, result } = await runWorkflow({ manifest: outageThenSplit, backend, places });
    expect(ended.stdout).toContain("PASS");
    expect(ended.code).toBe(0);
    const [outage, split] = ["flow/two-signers-fail", "flow/two-signers-cut-off"];
    expect(result.faults.map(({ name, bit }) => [name, bit])).toEqual([
      [outage, "yes"],
      [split, "yes"],
    ]);
    expect(endsOf(events)).toEqual([
      { fault: outage, how: "duration", seen: true },
      { fault: split, how: "duration", seen: true },
    ]);
    expect(notesOf(events)).toEqual(["status check flow/rpc-answers ended without a failure"]);
    // The Suspend between them lasts 3 s.
    const { atMs: overAtMs } = only(events, "fault.reverted", outage);
    expect(only(events, "fault.requested", split).atMs - overAtMs).toBeGreaterThanOrEqual(3000);
    expect(await tracesOf(places)).toEqual([]);
  });
});

const missing = missingForPods();
const title = `a status check that fails${missing === undefined ? "" : ` (skipped: ${missing})`}`;

describe.skipIf(missing !== undefined)(title, () => {
  it("calls off what is going on and what was to come", { timeout }, async () => {
    await using places = await openPlaces();
    const { events, result } = await runWorkflow({ manifest: calledOff, backend: "netns", places });
    expect(notesOf(events)).toEqual([
      expect.stringMatching(/^status check flow\/rpc-answers failed: it failed 3 times/),
    ]);
    expect(endsOf(events)).toEqual([{ fault: "flow/two-signers-fail", how: "abort", seen: true }]);
    expect(only(events, "fault.refused", "flow/two-signers-cut-off").why).toContain(
      "was called off by its status check",
    );
    // Whatever the half that was carried out showed, it is not what the plan asked for.
    expect(result.verdict.status).toBe("unknown");
    expect(await tracesOf(places)).toEqual([]);
  });
});
