// What commands have left on the machine, told without Chaindrill's own book-keeping: a run that forgot to mark a
// process, or to register it, is found all the same. Linux only.

import path from "node:path";
import { systemClock } from "../base/clock.ts";
import { DeadlineError } from "../base/errors.ts";
import { poll } from "../base/poll.ts";
import { listDirectory, readBytesIfThere } from "../platform/files.ts";
import { connectOutcome } from "../platform/tcp.ts";
import { machineTracesOf, type OtherNames, otherNamesOf } from "./machine-traces.ts";
import { endpointsOf, runDirectoriesIn } from "./recorded-so-far.ts";

export interface TracedPlaces {
  readonly stateHome: string;
  readonly temporaryDir: string;
  readonly runsDir: string;
}

export interface TracedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Processes started in these places: harness, watchdog, nodes, loads, and anything that one of them started. */
export async function processesOf(places: Pick<TracedPlaces, "stateHome">): Promise<TracedProcess[]> {
  const mark = `XDG_STATE_HOME=${places.stateHome}\0`;
  const found: TracedProcess[] = [];
  for (const name of await listDirectory("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await readBytesIfThere(`/proc/${name}/environ`);
    if (environment?.includes(mark) !== true) continue;
    const words = (await readBytesIfThere(`/proc/${name}/cmdline`))?.toString("utf8").split("\0") ?? [];
    found.push({ pid: Number(name), command: words.slice(0, 4).join(" ") });
  }
  return found;
}

/** Names of what the runs of these places have on the machine, for a look at it when they are gone. */
export const otherNamesIn = (places: TracedPlaces): Promise<OtherNames> => otherNamesOf(runIdsIn(places));

const runIdsIn = ({ runsDir }: Pick<TracedPlaces, "runsDir">): string[] => runDirectoriesIn(runsDir).map(idIn);

/** Everything that is left of the runs of these places, each in words; empty when nothing is. Kept runs do not count. */
export async function tracesOf(places: TracedPlaces, other?: OtherNames): Promise<string[]> {
  const processes = await processesOf(places);
  const entries = await listDirectory(path.join(places.stateHome, "chaindrill", "runs"));
  const files = await listDirectory(places.temporaryDir);
  return [
    ...processes.map(({ pid, command }) => `process ${pid}: ${command}`),
    ...entries.map((name) => `registry entry ${name}`),
    ...files.map((name) => `temporary ${name}`),
    ...(await openPorts(places)).map((place) => `port ${place}`),
    ...(await machineTracesOf([...new Set([...runIdsIn(places), ...entries])], other)),
  ];
}

/** The run's id, with which the name of its directory ends. */
const idIn = (runDir: string): string => runDir.slice(runDir.lastIndexOf("-") + 1);

/**
 * RPC ports of the runs on which somebody still listens. Only those of loopback: an address of a pod is there as long as
 * its namespace or network is, which is looked for itself, and behind a gateway anybody may answer for it afterwards.
 */
async function openPorts({ runsDir }: Pick<TracedPlaces, "runsDir">): Promise<string[]> {
  const urls = runDirectoriesIn(runsDir).flatMap((dir) => endpointsOf(dir).map(({ rpcUrl }) => new URL(rpcUrl)));
  const places = urls.filter(({ hostname }) => hostname === "127.0.0.1");
  const looks = places.map(async ({ hostname, port, host }) => {
    const outcome = await connectOutcome({ host: hostname, port: Number(port), withinMs: 1000, clock: systemClock });
    return { host, open: outcome.kind !== "refused" };
  });
  return (await Promise.all(looks)).filter(({ open }) => open).map(({ host }) => host);
}

export interface Cleared {
  /** How long it took until nothing was left; undefined when something still was in the end. */
  readonly afterMs: number | undefined;
  readonly leftovers: readonly string[];
}

/** Waits until nothing is left; what still is after that time is returned, not thrown. */
export async function awaitCleared(
  places: TracedPlaces,
  { withinMs, other }: { withinMs: number; other?: OtherNames },
): Promise<Cleared> {
  const startedAtMs = systemClock.nowMs();
  try {
    await poll({ clock: systemClock, awaited: "nothing to be left", withinMs, everyMs: 50 }, async () => {
      const traces = await tracesOf(places, other);
      return traces.length === 0 ? { done: undefined } : { notYet: traces.join("; ") };
    });
    return { afterMs: systemClock.nowMs() - startedAtMs, leftovers: [] };
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    return { afterMs: undefined, leftovers: await tracesOf(places, other) };
  }
}
