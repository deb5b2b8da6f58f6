import { describe, expect, it } from "vitest";
import { present } from "../base/assert.ts";
import { editEvents, simulatedRun } from "../testing/run-builder.ts";
import { findWindows } from "./windows.ts";

const outage = { kind: "pod-failure", targets: ["signer-0"], forMs: 5_000 } as const;
const windowsOf = (run: ReturnType<ReturnType<typeof simulatedRun>["build"]>) => findWindows(run.events, run.plan);

describe("findWindows", () => {
  it("measures from the beginning of the stretch that was found steady to the drain", () => {
    const windows = windowsOf(simulatedRun().until(40_000).build());
    expect(windows.measured).toEqual({ fromMs: 2_000, toMs: 40_000 });
    expect(windows.steady).toEqual(windows.measured);
    expect(windows.disturbedAtMs).toBeUndefined();
  });

  it("ends the steady stretch where the first fault begins", () => {
    const run = simulatedRun()
      .fault({ ...outage, name: "one", atMs: 20_000 })
      .until(40_000)
      .build();
    expect(windowsOf(run).steady).toEqual({ fromMs: 2_000, toMs: 20_000 });
  });

  it("leaves out the part of the phase in which the network was not yet steady", () => {
    const run = simulatedRun().build();
    const early = editEvents(run, (event) =>
      event.type === "phase.entered" && event.phase === "steady" ? { ...event, atMs: 500 } : event,
    );
    expect(windowsOf(early).steady?.fromMs).toBe(2_000);
  });

  it("observes a fault until the next one is asked for, and the last until the drain", () => {
    const run = simulatedRun()
      .fault({ ...outage, name: "one", atMs: 20_000 })
      .fault({ ...outage, name: "two", atMs: 40_000 })
      .until(70_000)
      .build();
    expect(windowsOf(run).faults.map((fault) => [fault.name, fault.observedUntilMs])).toEqual([
      ["one", 40_000],
      ["two", 70_000],
    ]);
  });

  it("counts from where the fault was seen, and from where it was asked for when it was not", () => {
    const at = (bites: boolean) => {
      const run = simulatedRun()
        .fault({ ...outage, name: "one", atMs: 20_000, bites })
        .build();
      return present(windowsOf(run).faults[0], "the fault").injectedAtMs;
    };
    expect(at(true)).toBe(20_050);
    expect(at(false)).toBe(20_000);
  });

  it("knows a fault of the plan that was never asked for", () => {
    const run = simulatedRun()
      .fault({ ...outage, name: "one", atMs: 20_000 })
      .build();
    const cut = editEvents(run, (event) => (event.atMs < 15_000 ? event : undefined));
    expect(windowsOf(cut).faults).toMatchObject([{ name: "one", requested: undefined, injectedAtMs: undefined }]);
  });

  it("measures nothing in a run that went from the steady phase straight to its teardown", () => {
    const run = simulatedRun().build();
    const notSteady = editEvents(run, (event) => {
      if (event.type !== "phase.entered" || ["start", "steady"].includes(event.phase)) return event;
      return event.phase === "teardown" ? { ...event, atMs: 40_000 } : undefined;
    });
    expect(windowsOf(notSteady)).toMatchObject({ steady: undefined, measured: undefined });
  });

  it("finds no steady stretch in a run that ended before", () => {
    const run = simulatedRun().build();
    const cut = editEvents(run, (event) => (event.atMs < 1_500 ? event : undefined));
    expect(windowsOf(cut)).toMatchObject({ steady: undefined, measured: undefined });
  });
});
