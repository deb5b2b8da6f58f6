import { systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { hasDevice, ipBatch, legDevice, netnsOf, pidsInNetns } from "./netns.ts";
import { killPid } from "./processes.ts";

const withinMs = 5000;

/**
 * Removes the network namespaces of a run, with all devices and rules in them, and its leg in the root namespace. Kills
 * whoever is still inside: a namespace lives on without its name as long as somebody uses it. Idempotent, needs nothing
 * but the id, and resolves when all of it is gone.
 */
export async function removeNetns(runId: string): Promise<void> {
  const leg = legDevice(runId);
  const awaited = `the network namespaces of run ${runId} to be gone`;
  await poll({ clock: systemClock, awaited, withinMs, everyMs: 20 }, async () => {
    const names = await netnsOf(runId);
    const hasLeg = await hasDevice(leg);
    if (names.length === 0 && !hasLeg) return { done: undefined };
    const pids = pidsInNetns(names).filter((pid) => pid !== process.pid);
    for (const pid of pids) killPid(pid, "SIGKILL");
    if (pids.length > 0) return { notYet: `processes ${pids.join(", ")} are still inside` };
    // The leg takes its other end along; each namespace all that is in it. Somebody else may undo the same run.
    const lines = [...(hasLeg ? [`link del ${leg}`] : []), ...names.map((name) => `netns del ${name}`)];
    await ipBatch(lines, { force: true });
    return { notYet: [...names, ...(hasLeg ? [leg] : [])].join(", ") };
  });
}
