// Real runs, judged again: `fixtures/journals` says what each of them must come to.

import { describe, expect, it } from "vitest";
import { analyze } from "../analysis/analyze.ts";
import { ChaindrillError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { readRun } from "../journal/read-run.ts";
import { renderJson } from "../report/json.ts";
import { asLoadFile, lineEnds, openCuttableRun } from "../testing/cut-run.ts";
import { expectationOf, type JournalFixture, journalFixtures } from "../testing/journal-fixture.ts";

const fixtures = await journalFixtures();
const cutsOfEachKind = 3;

/** What the headline may be when evidence is missing: never a pass, and no failure that the whole run does not have. */
const allowedOf = ({ expected }: JournalFixture) =>
  expected.verdict === "fail" ? ["fail", "unknown", "refused"] : ["unknown", "refused"];

it("has recorded runs of every verdict", () => {
  expect(new Set(fixtures.map(({ expected }) => expected.verdict))).toEqual(new Set(["pass", "fail", "unknown"]));
});

describe.each(fixtures)("the recorded run $name", (fixture) => {
  const random = seededRandom(1, fixture.name);
  const { shows, handling, ...expected } = fixture.expected;

  it("gets the verdicts it must get, twice the same", () => {
    const [once, again] = [readRun(fixture.dir), readRun(fixture.dir)].map((run) => analyze(run).result);
    if (once === undefined || again === undefined) throw new Error("two runs were read");
    expect(expectationOf(once)).toEqual(expected);
    expect(renderJson(again)).toBe(renderJson(once));
  });

  it("is unknown, or fails as it did, when its journal is cut at any byte or after any line", async () => {
    const run = await openCuttableRun(fixture);
    // The last byte ends the last line, which says the same without it.
    const bytes = Array.from({ length: cutsOfEachKind }, () => random.below(run.journal.length - 1));
    const lines = random.sample(lineEnds(run.journal), cutsOfEachKind);
    for (const length of [0, ...bytes, ...lines]) {
      const answer = await run.judgeWith({ "journal.ndjson": run.journal.subarray(0, length) });
      expect(allowedOf(fixture), `${length} bytes of the journal: ${told(answer)}`).toContain(statusOf(answer));
    }
  });

  it("is unknown, or fails as it did, when the file of a load is cut, alone or with the journal", async () => {
    const run = await openCuttableRun(fixture);
    for (const [file, { stored, records }] of run.loads) {
      const atByte = { [file]: stored.subarray(0, random.below(stored.length)) };
      const [length = 0] = random.sample(lineEnds(records), 1);
      const atLine = { [file]: asLoadFile(records.subarray(0, length)) };
      const withoutEnd = run.journal.subarray(0, run.journal.lastIndexOf("load.finished"));
      for (const cut of [atByte, atLine, { ...atLine, "journal.ndjson": withoutEnd }]) {
        const answer = await run.judgeWith(cut);
        const sizes = Object.entries(cut).map(([name, content]) => `${content.length} bytes of ${name}`);
        expect(allowedOf(fixture), `${sizes.join(", ")}: ${told(answer)}`).toContain(statusOf(answer));
      }
    }
  });
});

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof openCuttableRun>>["judgeWith"]>>;

const statusOf = (answer: Answer) => (answer instanceof ChaindrillError ? "refused" : answer.verdict.status);

const told = (answer: Answer) => (answer instanceof ChaindrillError ? answer.message : answer.verdict.summary);
