// The same tests of the network's faults inside a kernel that has netem, whatever this one has.

import { expect, it } from "vitest";
import { runProgram } from "../../platform/processes.ts";
import { missingForUserModeLinux } from "../../testing/missing-for-pods.ts";
import { realOptionalTool } from "../../testing/real-tools.ts";

const missing = missingForUserModeLinux();
const title = `carries faults of the network out by tc netem in User-Mode Linux${missing === undefined ? "" : ` (skipped: ${missing})`}`;

it.skipIf(missing !== undefined)(title, { timeout: 600_000 }, async () => {
  // By this Node: another may come first on the PATH.
  const vitest = [process.execPath, "node_modules/vitest/vitest.mjs"];
  const tests = [
    "--reporter=verbose",
    "-t",
    "to a target|netem|any order",
    "src/chaos/drivers/pod-driver.real.test.ts",
  ];
  const { stdout } = await runProgram({
    command: process.execPath,
    args: ["scripts/test/user-mode-linux.ts", ...vitest, "run", "--project", "real", ...tests],
    env: {
      CHAINDRILL_NETAGENT: await realOptionalTool("netagent"),
      CHAINDRILL_CLOCKSHIFT: await realOptionalTool("clockshift"),
    },
    timeoutMs: 560_000,
  });
  expect(stdout).toMatch(/✓.*shapes by tc netem/);
  expect(stdout).toMatch(/Tests +1\d passed/);
  expect(stdout).not.toMatch(/\d+ failed/);
});
