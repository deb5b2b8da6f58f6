import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { editEvents, simulatedRun } from "../../testing/run-builder.ts";
import { analyze } from "../analyze.ts";

const builder = () => simulatedRun().reads({ name: "reads", perSecond: 10 }).until(40_000);
const outage = { name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 5_000 } as const;
const invalid = (run: RecordedRun) => analyze(run).result.invalid;

const withEvents = (run: RecordedRun, events: readonly object[]): RecordedRun => ({
  ...run,
  events: [
    ...run.events,
    ...events.map(
      (event, index) => ({ seq: 1e6 + index, atMs: 25_000, wallMs: 0, source: "test", ...event }) as RunEvent,
    ),
  ],
});

const lags = (count: number) =>
  Array.from({ length: count }, () => ({ type: "harness.lagged", what: "event loop", lateMs: 120 }));

describe("invalidityOf", () => {
  it("has nothing against a sound run, with or without a fault", () => {
    expect(invalid(builder().build())).toEqual([]);
    expect(invalid(builder().fault(outage).build())).toEqual([]);
  });

  it("tells a run that did not end in order", () => {
    expect(invalid(builder().ends({ how: "aborted" }).build())).toEqual(["the run did not complete (aborted)"]);
    const cut = editEvents(builder().build(), (event) => (event.type === "run.ended" ? undefined : event));
    expect(invalid(cut)).toEqual(["the record ends before the run did"]);
    expect(invalid({ ...builder().build(), defects: ["line 7 is torn"] })).toEqual([
      "the record is damaged: line 7 is torn",
    ]);
  });

  it("tells a run without a steady stretch", () => {
    const never = editEvents(builder().build(), (event) =>
      event.type === "phase.entered" && event.phase === "steady" ? undefined : event,
    );
    expect(invalid(never)).toEqual(["the run had no steady stretch"]);
  });

  it("tells drops in the steady stretch, and whom they were due to", () => {
    const run = simulatedRun().reads({ name: "reads", perSecond: 10, dropEvery: 10 }).until(40_000).build();
    expect(invalid(run)).toMatchInlineSnapshot(`
      [
        "reads dropped 38 iterations in the steady stretch",
        "reads was held back by its generator: it dropped 38 of 380 iterations though answers took only 8 ms (median)",
      ]
    `);
  });

  it("tells a fault that did not bite", () => {
    const run = builder()
      .fault({ ...outage, refused: "paused by annotation" })
      .build();
    expect(invalid(run)).toEqual(["fault outage did not bite: it was not carried out: paused by annotation"]);
  });

  it("tells a clock that stepped", () => {
    const run = withEvents(builder().build(), [{ type: "clock.stepped", deltaMs: -30 }]);
    expect(invalid(run)).toEqual(["the wall clock stepped by up to 30 ms, so k6's times do not join"]);
  });

  it("tells a harness that was late in more than one look of a hundred, and not one that was late once", () => {
    expect(invalid(withEvents(builder().build(), lags(1)))).toEqual([]);
    expect(invalid(withEvents(builder().build(), lags(30)))).toMatchInlineSnapshot(`
      [
        "the harness was more than 50 ms late in 8 % of its looks at the clock, at worst by 120 ms",
      ]
    `);
  });

  it("tells a machine that had no core to spare", () => {
    const busy = editEvents(builder().build(), (event) =>
      event.type === "machine.sampled" ? { ...event, machineCoresBusy: 1.8 } : event,
    );
    expect(invalid(busy)).toMatchInlineSnapshot(`
      [
        "the machine was 90 % busy in the steady stretch (median; at most 80 %), so load and nodes waited for each other",
      ]
    `);
  });

  it("tells observers that did not agree when the steady stretch began", () => {
    const silent = editEvents(builder().build(), (event) =>
      event.type === "probe.sampled" && event.node === "signer-1"
        ? { ...event, answered: false as const, error: "timeout" }
        : event,
    );
    expect(invalid(silent)).toEqual(["observer signer-1 did not answer (timeout) when the steady stretch began"]);
  });
});
