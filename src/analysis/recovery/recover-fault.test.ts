import { describe, expect, it } from "vitest";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { editEvents, simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { recoverFault } from "./recover-fault.ts";

const outage = { name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 10_000 } as const;
const halting = { ...outage, haltsForMs: 12_000 };

/** Recoveries of all faults, by fault and subject. */
function recoveries(run: RecordedRun) {
  const view = viewRun(run);
  return Object.fromEntries(
    view.windows.faults.flatMap((fault) =>
      recoverFault(view, fault).map(({ recovery }) => [`${fault.name} ${recovery.subject}`, recovery] as const),
    ),
  );
}

const without = (run: RecordedRun, fromMs: number, toMs: number, type = "probe.sampled") =>
  editEvents(run, (event) => (event.type === type && event.atMs > fromMs && event.atMs < toMs ? undefined : event));

describe("recoverFault", () => {
  it("counts from the moment the fault was seen to the first block after the halt", () => {
    expect(recoveries(simulatedRun().fault(halting).build())).toMatchInlineSnapshot(`
      {
        "outage service": {
          "fromClearingMs": 1804,
          "fromImpactMs": 11954,
          "fromInjectionMs": 11954,
          "impactAtMs": 20050,
          "kind": "recovered",
          "note": null,
          "recoveredAtMs": 32004,
          "resolutionMs": 250,
          "subject": "service",
          "unavailableMs": 11954,
        },
        "outage signer-0": {
          "fromClearingMs": 303,
          "fromImpactMs": 10453,
          "fromInjectionMs": 10453,
          "impactAtMs": 20050,
          "kind": "recovered",
          "note": null,
          "recoveredAtMs": 30503,
          "resolutionMs": 250,
          "subject": "signer-0",
          "unavailableMs": 10453,
        },
      }
    `);
  });

  it("sees no impact on the service when blocks and canaries go on", () => {
    const found = recoveries(simulatedRun().fault(outage).build());
    expect(found["outage service"]).toMatchObject({ kind: "no-impact", unavailableMs: 0 });
    expect(found["outage signer-0"]).toMatchObject({ kind: "recovered", impactAtMs: 20_050 });
  });

  it("gives a negative time from clearing when it came back while the fault was still on", () => {
    const found = recoveries(
      simulatedRun()
        .fault({ ...outage, haltsForMs: 5_000 })
        .build(),
    );
    expect(found["outage service"]?.fromClearingMs).toBeLessThan(0);
  });

  it("is censored when the network never comes back", () => {
    const run = simulatedRun()
      .fault({ ...outage, haltsForMs: 100_000 })
      .build();
    expect(recoveries(run)["outage service"]).toMatchObject({ kind: "censored", recoveredAtMs: null });
  });

  it("is censored when the end comes before the hold is over", () => {
    const run = simulatedRun().fault(halting).until(38_000).build();
    expect(recoveries(run)["outage service"]).toMatchObject({
      kind: "censored",
      note: "healthy again for only 6.0 s of the 10.0 s asked when observation ended",
    });
  });

  it("keeps two faults in sequence apart", () => {
    const second = { ...halting, name: "again", atMs: 50_000, haltsForMs: 6_000 };
    const found = recoveries(simulatedRun().fault(halting).fault(second).until(90_000).build());
    expect(found["outage service"]).toMatchObject({ kind: "recovered", recoveredAtMs: 32_004 });
    expect(found["again service"]).toMatchObject({ kind: "recovered", impactAtMs: 50_050 });
  });

  it("does not know when the next fault came too soon", () => {
    const second = { ...halting, name: "again", atMs: 20_020 };
    const found = recoveries(simulatedRun().fault(outage).fault(second).build());
    expect(found["outage service"]).toMatchObject({ kind: "unknown" });
  });

  it("notes a relapse after the recovery", () => {
    const run = simulatedRun().fault(halting).halt({ fromMs: 46_000, toMs: 50_500 }).until(80_000).build();
    expect(recoveries(run)["outage service"]).toMatchObject({
      kind: "recovered",
      recoveredAtMs: 32_004,
      note: "unhealthy again 1 time later (first: canaries late, no new block)",
    });
  });

  it("does not know when nobody was looking", () => {
    const blind = recoveries(without(simulatedRun().fault(halting).build(), 30_000, 34_000));
    expect(blind["outage service"]?.note).toMatchInlineSnapshot(
      `"nobody was looking for 4.2 s from 29.8 s into the run"`,
    );
    expect(blind["outage signer-0"]).toMatchObject({ kind: "unknown", recoveredAtMs: null });
  });

  it("does not know when canaries were not sent", () => {
    const silent = without(simulatedRun().fault(outage).build(), 25_000, 30_000, "canary.sent");
    expect(recoveries(silent)["outage service"]).toMatchObject({ kind: "unknown" });
  });

  it("does not claim that there was no impact when it stopped looking with the fault still on", () => {
    const run = simulatedRun().fault(outage).until(26_000).build();
    expect(recoveries(run)["outage service"]?.note).toMatchInlineSnapshot(
      `"nothing was unhealthy, but observation ended 6.0 s after injection, with the fault still on"`,
    );
  });

  it("judges the other side of a partition only where it was hit", () => {
    const split = { ...outage, name: "split", kind: "partition", peers: ["signer-1", "signer-2"] } as const;
    const run = simulatedRun().fault(split).impair({ node: "signer-2", how: "frozen", fromMs: 20_000, toMs: 32_000 });
    expect(Object.keys(recoveries(run.build()))).toEqual(["split service", "split signer-0", "split signer-2"]);
  });
});
