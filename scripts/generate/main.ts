import { writeFileSync } from "node:fs";
import path from "node:path";
import { generatedFiles } from "./generated-files.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
for (const [file, content] of Object.entries(generatedFiles())) {
  writeFileSync(path.join(root, file), content);
  process.stdout.write(`${file}\n`);
}
