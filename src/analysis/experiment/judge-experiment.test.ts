import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { editEvents, simulatedRun } from "../../testing/run-builder.ts";
import { measureLoad } from "../loads/measure-load.ts";
import { viewRun } from "../run-view.ts";
import { judgeExperiment } from "./judge-experiment.ts";

const outage = { name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 5_000 } as const;
const builder = () => simulatedRun().reads({ name: "reads", perSecond: 10 }).until(40_000);

function judge(run: RecordedRun, name: string) {
  const view = viewRun(run);
  const loads = run.plan.loads.map((load) => measureLoad(load, view));
  const found = judgeExperiment(view, loads).find((verdict) => verdict.name === `experiment.${name}`);
  return found === undefined ? undefined : `${found.status}: ${found.summary}`;
}

/** The same run with one more event, at 15 s. */
const withEvent = (run: RecordedRun, event: object): RecordedRun => ({
  ...run,
  events: [...run.events, { seq: 1e6, atMs: 15_000, wallMs: 0, source: "test", ...event } as RunEvent],
});

describe("experiment.ended", () => {
  it.each([
    ["completed", "pass: the run completed"],
    ["interrupted", "unknown: the run did not complete, it was interrupted"],
    ["not-steady", "unknown: the run did not complete, it was never steady"],
    ["broken", "unknown: the run did not complete, it was broken off by an error of the harness"],
  ] as const)("%s", (how, expected) => {
    expect(judge(builder().ends({ how }).build(), "ended")).toBe(expected);
  });

  it("does not know of a run whose record ends early or is damaged", () => {
    const run = builder().build();
    const cut = editEvents(run, (event) => (event.type === "run.ended" ? undefined : event));
    expect(judge(cut, "ended")).toBe("unknown: the record ends before the run did");
    expect(judge({ ...run, defects: ["journal.ndjson line 7 is torn"] }, "ended")).toBe(
      "unknown: the record is damaged: journal.ndjson line 7 is torn",
    );
    const operations = new Map([...run.operations].map(([name, list]) => [name, list.slice(1)]));
    expect(judge({ ...run, operations }, "ended")).toBe(
      "unknown: the record is damaged: 379 of the 380 operations of reads are recorded",
    );
  });
});

describe("experiment.fault-bit and fault-over", () => {
  it("passes what was seen from outside", () => {
    const run = builder().fault(outage).build();
    expect(judge(run, "fault-bit.outage")).toMatchInlineSnapshot(
      `"pass: outage hit signer-0 and was seen from outside 50 ms after it was asked for"`,
    );
    expect(judge(run, "fault-over.outage")).toMatchInlineSnapshot(`"pass: outage was seen to be over"`);
  });

  it("does not know of a fault that did not bite, was refused, or was never asked for", () => {
    expect(
      judge(
        builder()
          .fault({ ...outage, bites: false })
          .build(),
        "fault-bit.outage",
      ),
    ).toMatchInlineSnapshot(
      `"unknown: outage did not bite: it was carried out, but not seen from outside: signer-0 on RPC port: expected refused, found answered"`,
    );
    const refused = builder()
      .fault({ ...outage, refused: "paused by annotation" })
      .build();
    expect(judge(refused, "fault-bit.outage")).toMatchInlineSnapshot(
      `"unknown: outage did not bite: it was not carried out: paused by annotation"`,
    );
    expect(judge(refused, "fault-over.outage")).toMatchInlineSnapshot(`"skipped: outage was not carried out"`);
    const never = editEvents(builder().fault(outage).build(), (event) => ("fault" in event ? undefined : event));
    expect(judge(never, "fault-bit.outage")).toMatchInlineSnapshot(
      `"unknown: outage did not bite: it was never asked for"`,
    );
  });

  it("does not know of a fault whose end was not seen", () => {
    const run = editEvents(builder().fault(outage).build(), (event) =>
      event.type === "fault.reverted"
        ? { ...event, evidence: { ...event.evidence, seen: false, observations: [] } }
        : event,
    );
    expect(judge(run, "fault-over.outage")).toMatchInlineSnapshot(
      `"unknown: the end of outage was not seen from outside: nothing was observed"`,
    );
    const cut = editEvents(run, (event) => (event.type === "fault.reverted" ? undefined : event));
    expect(judge(cut, "fault-over.outage")).toMatchInlineSnapshot(
      `"unknown: outage was still on when the record ended"`,
    );
  });
});

describe("experiment.load-rate", () => {
  const missed = () => simulatedRun().reads({ name: "reads", perSecond: 10, dropEvery: 10 }).until(40_000);

  it("passes at the rate", () => {
    expect(judge(builder().build(), "load-rate.reads")).toMatchInlineSnapshot(
      `"pass: reads: asked at least 99.0 % of the rate and no drops, found 10.0/s of 10.0/s (100.0 %), 0 dropped"`,
    );
  });

  it("fails a benchmark and leaves a drill unknown when the rate was missed", () => {
    expect(judge(missed().plan({ kind: "benchmark" }).build(), "load-rate.reads")).toMatchInlineSnapshot(
      `"fail: reads: asked at least 99.0 % of the rate and no drops, found 9.0/s of 10.0/s (90.0 %), 38 dropped; limit: generator (it dropped 38 of 380 iterations though answers took only 8 ms (median))"`,
    );
    expect(judge(missed().plan({ kind: "drill" }).build(), "load-rate.reads")).toMatch(/^unknown: /);
  });

  it("does not know what a generator that broke off would have shown, at its rate or not", () => {
    const killed = (run: ReturnType<typeof missed>) =>
      editEvents(run.plan({ kind: "benchmark" }).build(), (event) =>
        event.type === "load.finished" ? { ...event, complaint: "k6 ended by itself with signal SIGKILL" } : event,
      );
    const said = "unknown: reads: the generator did not do its part: k6 ended by itself with signal SIGKILL";
    expect(judge(killed(missed()), "load-rate.reads")).toBe(said);
    expect(judge(killed(builder()), "load-rate.reads")).toBe(said);
  });

  it("does not take what a fault struck for a missed rate", () => {
    const run = simulatedRun().reads({ name: "reads", perSecond: 10, timeOutEvery: 177 }).fault(outage).build();
    expect(judge(run, "load-rate.reads")).toMatch(/^pass: /);
  });

  it("asks a closed loop for answers, not for a rate", () => {
    const closed = (run: RecordedRun) => {
      const loads = run.plan.loads.map((load) => ({
        ...{ name: load.name, through: load.through, requestTimeoutMs: 2000, relayDelayMs: 0 },
        ...{ engine: "autocannon" as const, corpus: "none" as const, connections: 1, pipelining: 1, mix: {} },
      }));
      return judge({ ...run, plan: { ...run.plan, loads } }, "load-rate.reads");
    };
    expect(closed(builder().build())).toMatchInlineSnapshot(
      `"pass: reads: asked at least 99.0 % of its requests answered, found 100.0 %, 10.0/s in a closed loop, which has no rate of its own"`,
    );
    const failing = simulatedRun().reads({ name: "reads", perSecond: 10, timeOutEvery: 4 }).build();
    expect(closed(failing)).toMatch(/^unknown: reads: asked at least 99\.0 % of its requests answered, found 75/);
  });

  it("does not know when nothing or not all was recorded, and misses the rate when the generator stopped early", () => {
    const run = builder().build();
    expect(judge({ ...run, operations: new Map() }, "load-rate.reads")).toMatch(/^unknown: .*no operation/);
    const half = new Map([...run.operations].map(([name, list]) => [name, list.slice(0, 200)]));
    expect(judge({ ...run, operations: half }, "load-rate.reads")).toBe(
      "unknown: 200 of the 380 operations of reads are recorded",
    );
    const stopped = editEvents({ ...run, operations: half }, (event) =>
      event.type === "load.finished" ? { ...event, started: 200 } : event,
    );
    expect(judge(stopped, "load-rate.reads")).toMatch(/found 5\.3\/s of 10\.0\/s/);
  });
});

describe("experiment.watching", () => {
  it("passes while observers were looked at", () => {
    expect(judge(builder().build(), "watching")).toMatchInlineSnapshot(
      `"pass: observers were looked at throughout; the harness was never late"`,
    );
    const lagged = withEvent(builder().build(), { type: "harness.lagged", what: "probes", lateMs: 140 });
    expect(judge(lagged, "watching")).toMatchInlineSnapshot(
      `"pass: observers were looked at throughout; the harness was late 1 time, at worst by 140 ms"`,
    );
  });

  it("does not know when the harness was late by more than its samples allow", () => {
    const lagged = withEvent(builder().build(), { type: "harness.lagged", what: "probes", lateMs: 1_400 });
    expect(judge(lagged, "watching")).toMatchInlineSnapshot(
      `"unknown: the harness was late 1 time, at worst by 1.4 s; its samples are every 250 ms"`,
    );
  });

  it("does not know when the clock stepped, or when nobody looked", () => {
    expect(
      judge(withEvent(builder().build(), { type: "clock.stepped", deltaMs: -25 }), "watching"),
    ).toMatchInlineSnapshot(
      `"unknown: the wall clock stepped 1 time, at most by 25 ms, so k6's times cannot be joined with the rest"`,
    );
    const blind = editEvents(builder().build(), (event) =>
      event.type === "probe.sampled" && event.atMs > 20_000 && event.atMs < 23_000 ? undefined : event,
    );
    expect(judge(blind, "watching")).toMatchInlineSnapshot(
      `"unknown: no observer was looked at for 3.2 s from 19.8 s into the run (1 such gap)"`,
    );
  });
});

describe("experiment.teardown", () => {
  it("fails with what was left behind", () => {
    expect(judge(builder().build(), "teardown")).toMatchInlineSnapshot(`"pass: nothing of the run was left behind"`);
    expect(
      judge(
        builder()
          .ends({ leftovers: ["pid 4711"] })
          .build(),
        "teardown",
      ),
    ).toMatchInlineSnapshot(`"fail: left behind: pid 4711"`);
  });
});
