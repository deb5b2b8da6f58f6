import { runProgram } from "../platform/processes.ts";

/** What an ES module prints in a Node process of its own, in another time zone and language. */
export async function printedByFreshProcess(module: string): Promise<string> {
  const { stdout } = await runProgram({
    command: process.execPath,
    args: ["--input-type=module", "--eval", module],
    env: { TZ: "Asia/Kathmandu", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" },
    timeoutMs: 30_000,
  });
  return stdout;
}
