import { describe, expect, it } from "vitest";
import type { EventBody, RunEvent } from "../../model/event.ts";
import { hostileText } from "../../testing/hostile-result.ts";
import { describeEvent } from "./event-line.ts";

const at = (atMs: number, body: EventBody): RunEvent => ({ ...body, seq: 1, atMs, wallMs: 0, source: "test" });
const seen = { seen: true, atMs: 21_400, observations: [] };
const unseen = {
  seen: false,
  atMs: 26_000,
  observations: [
    { what: "signer-2 on its RPC port", expected: "no answer", found: "no answer", asExpected: true },
    { what: "signer-3 on its RPC port", expected: "no answer", found: "block 12", asExpected: false },
  ],
};

const told: RunEvent[] = [
  at(0, { type: "phase.entered", phase: "preflight" }),
  at(2_000, { type: "node.changed", node: "signer-0", state: "ready", by: "harness" }),
  at(20_900, {
    type: "fault.requested",
    fault: "split",
    faultType: "NetworkChaos/partition",
    experiment: "split-3-2",
    targets: ["signer-3", "signer-4"],
    peers: ["signer-0"],
    durationMs: 20_000,
    support: "emulated",
    seed: 1,
  }),
  at(21_400, { type: "fault.active", fault: "split", askedAtMs: 21_000, evidence: seen }),
  at(26_000, { type: "fault.active", fault: "outage", askedAtMs: 21_000, evidence: unseen }),
  at(21_400, { type: "fault.reverted", fault: "split", askedAtMs: 21_000, how: "duration", evidence: seen }),
  at(26_000, { type: "fault.reverted", fault: "outage", askedAtMs: 21_000, how: "abort", evidence: unseen }),
  at(30_000, { type: "fault.refused", fault: "third", why: "the limit is 2 targets" }),
  at(21_050, { type: "node.changed", node: "signer-3", state: "stopped", by: "fault", detail: "SIGKILL" }),
  at(40_000, { type: "node.changed", node: "signer-1", state: "exited", by: "nobody", detail: "exit code 2" }),
  at(50_000, { type: "load.finished", load: "reads", exitCode: 0, started: 14_200, dropped: 0 }),
  at(50_000, {
    type: "load.finished",
    load: "transfers",
    exitCode: 1,
    started: 3,
    dropped: 0,
    complaint: "corpus used up",
  }),
  at(51_000, { type: "harness.lagged", what: "event loop", lateMs: 1_250 }),
  at(52_000, { type: "clock.stepped", deltaMs: -300 }),
  at(53_000, { type: "chain.snapshot-failed", node: "signer-4", round: 1, error: "timeout" }),
  at(54_000, { type: "note", text: hostileText }),
  at(3_600_000, { type: "run.ended", how: "interrupted", reason: "Ctrl-C", leftovers: ["pid 12"] }),
];

describe("describeEvent", () => {
  it("tells what matters, with its time, in one line each", () => {
    expect(told.map(describeEvent)).toMatchInlineSnapshot(`
      [
        "  0:00  phase preflight",
        "  0:02  signer-0 ready",
        "  0:20  fault split: NetworkChaos/partition on signer-3, signer-4 against signer-0 for 20.0 s, emulated",
        "  0:21  fault split is on, seen from outside after 400 ms",
        "  0:26  fault outage did not bite: signer-3 on its RPC port: expected no answer, found block 12",
        "  0:21  fault split is over, seen after 400 ms",
        "  0:26  fault outage was undone early, but its end was not seen: signer-3 on its RPC port: expected no answer, found block 12",
        "  0:30  fault third was not carried out: the limit is 2 targets",
        "  0:21  signer-3 stopped by a fault (SIGKILL)",
        "  0:40  signer-1 exited, and nobody asked it to (exit code 2)",
        "  0:50  load reads finished: 14,200 started, 0 dropped",
        "  0:50  load transfers: corpus used up (3 started, 0 dropped)",
        "  0:51  the harness was 1.3 s late (event loop)",
        "  0:52  the wall clock moved by -300 ms",
        "  0:53  the chain of signer-4 could not be read: timeout",
        "  0:54  <script>alert(1)</script><img src=x onerror=alert(2)> "'&| \`code\` ]]> --> red� @everyone http://evil.example/ # heading",
        "1:00:00  run interrupted: Ctrl-C; could not undo: pid 12",
      ]
    `);
  });

  it("is silent about samples", () => {
    const sample = at(1, {
      type: "probe.sampled",
      node: "signer-0",
      askedAtMs: 0,
      answered: false,
      error: "timeout",
    });
    expect(describeEvent(sample)).toBeUndefined();
    expect(describeEvent(at(1, { type: "canary.resolved", id: 1, hash: "0x", outcome: "given-up" }))).toBeUndefined();
  });
});
