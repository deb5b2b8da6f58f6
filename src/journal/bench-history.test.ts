import { appendFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BenchEntry } from "../model/bench.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { keepBench, readBenchHistory } from "./bench-history.ts";

const entry = (at: string): BenchEntry => ({ version: 1, at, environment: [], builds: [], figures: [], doubts: [] });

describe("the history of benchmarks", () => {
  it("is empty at first, and keeps what it is given in its order", async () => {
    const dir = await temporaryDirectory();
    expect(readBenchHistory(dir)).toEqual([]);
    keepBench(dir, entry("a"));
    keepBench(dir, entry("b"));
    expect(readBenchHistory(dir).map(({ at }) => at)).toEqual(["a", "b"]);
  });

  it("leaves out a torn line and one of another version, and goes on after them", async () => {
    const dir = await temporaryDirectory();
    keepBench(dir, entry("a"));
    appendFileSync(`${dir}/bench.ndjson`, `{"version":9,"at":"x"}\n{"version":1,"at`);
    keepBench(dir, entry("b"));
    expect(readBenchHistory(dir).map(({ at }) => at)).toEqual(["a", "b"]);
  });
});
