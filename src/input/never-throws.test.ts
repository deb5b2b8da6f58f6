// Whatever stands in a file, the answer is a value or problems with a place in that file.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { kindManifests } from "../testing/kind-manifests.ts";
import { readRepositoryFile as readFile } from "../testing/repository-files.ts";
import { formatProblems } from "./format-problems.ts";
import { loadPlan } from "./load-plan.ts";
import { validateFile } from "./validate-file.ts";

const originals = [
  "chaos/network/split-3-2.yaml",
  "chaos/pod/paused-failure.yaml",
  "fixtures/clusters/clique-5.cluster.yaml",
  "scenarios/plans/drill.plan.yaml",
  "scenarios/plans/aa.plan.yaml",
  "scenarios/slo/rpc.slo.yaml",
  "fixtures/broken/slo-policy-to-nothing.yaml",
  "fixtures/broken/manifest-delay-from-external.yaml",
  "chaos/workflow/outage-then-split.yaml",
  "chaos/workflow/kill-a-signer-every-ten-seconds.yaml",
].map((file) => readFile(file) ?? "");

const kinds = Object.values(kindManifests);

const snippet = fc.oneof(
  fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "\t",
    "&a ",
    "*a",
    "!x ",
    "---\n",
    "null",
    "~",
    "0",
    "-1",
    "1e999",
  ),
  fc.constantFrom("__proto__: ", "constructor: ", "<<: *a\n", "? ", "|\n", "> ", '"', "'", "#", "%YAML 1.1\n", "true"),
  fc.string({ maxLength: 8 }),
);

const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(40), insert: snippet });

function mutate(text: string, edits: readonly { at: number; remove: number; insert: string }[]): string {
  return edits.reduce((current, { at, remove, insert }) => {
    const from = Math.floor(at * current.length);
    return current.slice(0, from) + insert + current.slice(from + remove);
  }, text);
}

function expectAnswer(text: string): void {
  const file = "scenarios/plans/mutated.yaml";
  const readMutated = (path: string) => (path === file ? text : readFile(path));
  const { problems } = validateFile({ file, readFile: readMutated });
  const lines = text.split(/\r\n|\r|\n/).length;
  const misplaced = problems.filter(
    (problem) =>
      !problem.message.startsWith("expected ") ||
      problem.column < 1 ||
      problem.line < 1 ||
      (problem.file === file && problem.line > lines + 1),
  );
  expect(misplaced).toEqual([]);
  const shown = formatProblems({ problems, readFile: readMutated });
  expect(shown.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
}

describe("validateFile", () => {
  it("answers any mutation of a right file", () => {
    const mutated = fc.tuple(fc.constantFrom(...originals, ...kinds), fc.array(edit, { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(mutated, ([original, edits]) => expectAnswer(mutate(original, edits))),
      { numRuns: 300 },
    );
  });

  it("answers any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectAnswer), { numRuns: 100 });
  });

  it("answers any value where a plan has another", () => {
    const document = fc.record(
      { metadata: fc.jsonValue(), spec: fc.dictionary(fc.constantFrom(...planKeys), fc.jsonValue()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(document, (rest) =>
        expectAnswer(JSON.stringify({ apiVersion: "chaindrill/v1alpha1", kind: "Plan", ...rest })),
      ),
      { numRuns: 100 },
    );
  });
});

describe("every kind of Chaos Mesh", () => {
  it.each(Object.keys(kindManifests))("%s answers any value where its spec has another", (kind) => {
    const { spec, ...rest } = parse(kindManifests[kind] ?? "") as { spec: Record<string, unknown> };
    const other = fc.dictionary(fc.constantFrom(...Object.keys(spec)), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(other, (changes) => expectAnswer(JSON.stringify({ ...rest, spec: { ...spec, ...changes } }))),
      { numRuns: 20 },
    );
  });
});

const planKeys = ["kind", "cluster", "load", "faults", "steady", "limits", "objectives", "canary", "probe", "recovery"];

describe("loadPlan", () => {
  it("answers any --set", () => {
    const path = fc.array(
      fc.oneof(
        fc.constantFrom("spec", "load", "0", "reads", "seed", "__proto__", "constructor", ""),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(path, fc.oneof(snippet, fc.string({ maxLength: 12 })), (segments, text) => {
        const sets = { [segments.join(".")]: text };
        const loaded = loadPlan({ planFile: "scenarios/plans/drill.plan.yaml", readFile, overrides: { sets } });
        expect(typeof loaded.ok).toBe("boolean");
        expect(Object.prototype).not.toHaveProperty("polluted");
      }),
      { numRuns: 60 },
    );
  });
});
