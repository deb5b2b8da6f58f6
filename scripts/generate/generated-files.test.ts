import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { generatedFiles } from "./generated-files.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

it.each(Object.entries(generatedFiles()))("%s is what the code writes (npm run generate)", (file, content) => {
  expect(readFileSync(path.join(root, file), "utf8")).toBe(content);
});
