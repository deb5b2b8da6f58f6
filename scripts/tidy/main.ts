// `npm run check` runs this: one line per finding, exit code 1 when there is any.

import path from "node:path";
import ratchet from "./ratchet.json" with { type: "json" };
import { formatFinding, tidy } from "./tidy.ts";

const findings = tidy(path.resolve(import.meta.dirname, "..", ".."), ratchet);
for (const finding of findings) console.error(formatFinding(finding));
if (findings.length > 0) {
  console.error(`tidy: ${findings.length} findings`);
  process.exitCode = 1;
}
