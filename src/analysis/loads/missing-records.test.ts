import { describe, expect, it } from "vitest";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { editEvents, simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { missingRecords } from "./missing-records.ts";

const whole = simulatedRun().reads({ name: "reads", perSecond: 10, dropEvery: 7 }).until(42_000).build();
const without = (type: string, run: RecordedRun = whole) =>
  editEvents(run, (event) => (event.type === type ? undefined : event));
const judge = (run: RecordedRun) => missingRecords(viewRun(run), "reads");

describe("missingRecords", () => {
  it("misses nothing where there are as many as the load counted, with those it dropped", () => {
    expect(judge(whole)).toBeUndefined();
  });

  it("tells how many of the counted operations are there", () => {
    const operations = new Map([["reads", (whole.operations.get("reads") ?? []).slice(1)]]);
    expect(judge({ ...whole, operations })).toMatchInlineSnapshot(`"399 of the 400 operations of reads are recorded"`);
  });

  it("does not know how many there were when the record ends before the load did", () => {
    const cut = { ...without("run.ended", without("load.finished")), defects: ["the journal has no run.ended"] };
    expect(judge(cut)).toMatchInlineSnapshot(`"the record ends before reads did, so operations may be missing"`);
  });

  it("trusts the records of a load that never said its end in a run that did", () => {
    expect(judge(without("load.finished"))).toBeUndefined();
  });
});
