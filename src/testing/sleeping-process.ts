import { onTestFinished } from "vitest";
import { killPid, type StartedProcess, startProcess } from "../platform/processes.ts";

/** A process that does nothing for a minute, and is gone after the test at the latest. */
export async function sleepingProcess(env: Readonly<Record<string, string>>): Promise<StartedProcess> {
  const sleeper = await startProcess({ command: "sleep", args: ["60"], env });
  onTestFinished(() => {
    killPid(sleeper.pid, "SIGKILL");
  });
  return sleeper;
}
