import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { importTable } from "./import-table.ts";

it("stands in ARCHITECTURE.md as it is enforced", () => {
  const file = path.resolve(import.meta.dirname, "..", "..", "ARCHITECTURE.md");
  const list = (names: readonly string[]) => names.join(", ") || "-";
  const rows = Object.entries(importTable)
    .filter(([module]) => module !== "testing")
    .map(([module, { modules, packages }]) => `| ${module} | ${list(modules)} | ${list(packages)} |`);
  expect(readFileSync(file, "utf8").split("\n")).toEqual(expect.arrayContaining(rows));
});
