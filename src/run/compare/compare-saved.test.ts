import path from "node:path";
import { describe, expect, it } from "vitest";
import { ChaindrillError } from "../../base/errors.ts";
import { readResultIfThere } from "../../journal/read-result.ts";
import { createRunDirectory, saveBefore } from "../../journal/run-directory.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { sampleHeader } from "../../testing/sample-header.ts";
import { saveRuns } from "../../testing/saved-runs.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { comparePolicy, compareSaved } from "./compare-saved.ts";
import { findRuns, resultOf } from "./read-side.ts";

const p50 = "load.transfers.inclusion.p50";
/** Ten values that differ, around a median. */
const around = (median: number, count = 10) => Array.from({ length: count }, (_, index) => median + index);

async function compare(options: {
  reference?: readonly number[];
  candidate?: readonly number[];
  machine?: string;
  primary?: readonly string[];
  allowDifferent?: readonly "machine"[];
}) {
  const { reference = around(900), candidate = around(900), machine, primary, allowDifferent } = options;
  const root = await temporaryDirectory();
  const old = path.join(root, "old");
  saveRuns(old, { label: "old", values: { [p50]: reference } });
  const fresh = saveRuns(path.join(root, "comparisons", "now"), {
    label: "new",
    values: { [p50]: candidate },
    change: (result) =>
      machine === undefined ? result : { ...result, environment: { ...result.environment, machine } },
  });
  return compareSaved({
    name: "test",
    reference: [old],
    candidate: fresh,
    policy: comparePolicy({ primary, allowDifferent }),
    baseline: undefined,
    comparedAt: "2026-11-23T04:10:00.000Z",
    version: "0.2.0",
    dir: path.join(root, "comparisons", "now"),
  });
}

async function refusal(options: Parameters<typeof compare>[0]): Promise<string> {
  const error: unknown = await compare(options).catch((caught: unknown) => caught);
  if (!(error instanceof ChaindrillError)) throw new Error("it was compared", { cause: error });
  return `${error.exitCode}: ${error.message}\n  try: ${error.hint}`;
}

describe("compareSaved", () => {
  it("finds what is worse, at once: there is no second batch to wait for", async () => {
    const { verdict, batches, design } = await compare({ candidate: around(1200) });
    expect(verdict.status).toBe("regression");
    expect(verdict.summary).not.toContain("second batch");
    expect([batches.length, design.kind, design.confirms]).toEqual([1, "stored", false]);
  });

  it("shows that runs of one build are no worse", async () => {
    const { verdict } = await compare({});
    expect(verdict.status).toBe("no_regression");
  });

  it("keeps directories that lie inside of its own as relative ones", async () => {
    const { batches } = await compare({});
    expect(batches[0]?.candidate.runs[0]?.dir).toBe("20261123T020000Z-drill-new-0");
    expect(path.isAbsolute(batches[0]?.reference.runs[0]?.dir ?? "")).toBe(true);
  });

  it("refuses a comparison that could not fail", async () => {
    expect(await refusal({ reference: around(900, 2), candidate: around(2000, 2) })).toMatchInlineSnapshot(`
      "3: these runs must not be compared:
        - 2 runs of the reference and 2 of the candidate cannot show a regression over 1 metric at 0.01, whatever they measure: at least 5 of each are needed
        try: More runs of both sides, on one machine and of one plan; --allow-different where a difference is meant."
    `);
  });

  it("refuses runs of another machine, unless that is meant", async () => {
    expect(await refusal({ machine: "another one" })).toMatchInlineSnapshot(`
      "3: these runs must not be compared:
        - the sides differ in their machine: "2 cores, Example CPU, 24064 MiB, linux x64" and "another one"
        try: More runs of both sides, on one machine and of one plan; --allow-different where a difference is meant."
    `);
    const { differences } = await compare({ machine: "another one", allowDifferent: ["machine"] });
    expect(differences.map(({ what }) => what)).toEqual(["machine"]);
  });

  it("refuses a metric that no run has", async () => {
    expect(await refusal({ primary: ["load.*.p75"] })).toContain("no metric of these runs is called load.*.p75");
  });
});

describe("findRuns", () => {
  it("takes a run given twice once, and says so of a directory without any", async () => {
    const root = await temporaryDirectory();
    const [first = ""] = saveRuns(root, { label: "one", values: { [p50]: [900] } });
    expect(findRuns([first, root])).toEqual([first]);
    expect(() => findRuns([path.join(root, "nothing")])).toThrow("is no run directory, and there is none in it");
  });
});

describe("resultOf", () => {
  it("judges a run that has no result in memory, and writes nothing", async () => {
    const { plan, events } = simulatedRun().build();
    const directory = createRunDirectory(path.join(await temporaryDirectory(), "run"));
    saveBefore(directory, { header: sampleHeader({ plan, observers: [] }), plan });
    directory.write("journal.ndjson", [...events].map((event) => `${JSON.stringify(event)}\n`).join(""));
    expect(resultOf(directory.dir)).toMatchObject({ version: 3, run: { id: "sample" } });
    expect(readResultIfThere(directory.dir)).toBeUndefined();
  });
});
