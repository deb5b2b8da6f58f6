import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hostileCapacity, sampleCapacity } from "../testing/sample-capacity.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { readCapacity } from "./read-capacity.ts";

describe("readCapacity", () => {
  it("reads back what was written", async () => {
    const dir = await temporaryDirectory();
    for (const capacity of [sampleCapacity(), hostileCapacity()]) {
      writeFileSync(path.join(dir, "capacity.json"), JSON.stringify(capacity));
      expect(readCapacity(dir)).toEqual(JSON.parse(JSON.stringify(capacity)));
    }
  });

  it("refuses what is not there, and what is of another version", async () => {
    const dir = await temporaryDirectory();
    const file = path.join(dir, "capacity.json");
    expect(() => readCapacity(dir)).toThrow(`there is no ${file}`);
    writeFileSync(file, JSON.stringify({ ...sampleCapacity(), version: 9 }));
    expect(() => readCapacity(dir)).toThrow(`${file} has version 9; this Chaindrill reads version 1`);
  });
});
