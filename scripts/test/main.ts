// Runs vitest with its normal report and ends with one plain line that a script can read: "N passed, N failed, N skipped".
// Takes vitest's own arguments: `npm test -- src/platform`.

import { parseCLI, startVitest } from "vitest/node";
import { countTests, formatTally } from "./tally.ts";

const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const vitest = await startVitest("test", filter, {
  ...options,
  watch: false,
  // Said outright, because vitest chooses a terser one where it sees no person.
  reporters: options.reporters ?? ["default"],
});
const tally = countTests(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length);
await vitest.close();
console.log(formatTally(tally));
// vitest has set a failing exit code for what no count shows, such as a filter that matches nothing.
if (tally.failed > 0) process.exitCode = 1;
