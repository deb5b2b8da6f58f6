import type { Clock } from "../base/clock.ts";
import { within } from "../base/poll.ts";
import { killPid, type StartedProcess } from "./processes.ts";

const exitWithinMs = 1000;

/**
 * Ends one of our own helper processes, which ends by itself when its channel is closed. One that hangs, or is stopped,
 * holds nothing that is worth a second chance: it is killed. `name` as in "the relay".
 */
export async function endProcess(
  helper: StartedProcess,
  { name, clock }: { name: string; clock: Clock },
): Promise<void> {
  if (helper.child.connected) helper.child.disconnect();
  const wait = { clock, awaited: `${name} to end`, withinMs: exitWithinMs };
  try {
    await within(wait, helper.exited);
  } catch {
    killPid(helper.pid, "SIGKILL");
    await within(wait, helper.exited);
  }
}
