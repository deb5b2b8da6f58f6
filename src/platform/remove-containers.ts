// What a run leaves in a Docker daemon bears its label, so that whoever knows the run's id can remove it: the watchdog
// has nothing else.

import { type Clock, systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { DockerError } from "./docker/docker-error.ts";
import { askDocker } from "./docker/docker-socket.ts";

/** Labels everything of a run in a Docker daemon; the value is the run's id. */
export const runLabel = "chaindrill.run";

interface ObjectKind {
  readonly name: string;
  /** `all=1`: containers that are down too. */
  readonly list: string;
  /** Turns the daemon's answer into what identifies each object. */
  idsIn(answer: unknown): readonly string[];
  remove(id: string): string;
}

/** In the order in which they let go of each other. */
const kinds: readonly ObjectKind[] = [
  {
    name: "container",
    list: "/containers/json?all=1&",
    idsIn: (answer) => named(answer, "Id"),
    remove: (id) => `/containers/${id}?force=1&v=1`,
  },
  { name: "network", list: "/networks?", idsIn: (answer) => named(answer, "Id"), remove: (id) => `/networks/${id}` },
  {
    name: "volume",
    list: "/volumes?",
    idsIn: (answer) => named((answer as { Volumes?: unknown }).Volumes, "Name"),
    remove: (name) => `/volumes/${name}?force=1`,
  },
];

const oneRequestMs = 10_000;
const withinMs = 30_000;
const everyMs = 200;
/** The first of them may come before a creation is done that was under way when the harness died, the last hardly. */
const emptyLooksMin = 4;

/**
 * Removes the containers, networks and volumes that are labelled with the run's id, until there have been none for over
 * half a second. Idempotent.
 */
export async function removeContainers(options: { runId: string; socketPath: string; clock?: Clock }): Promise<void> {
  const { clock = systemClock } = options;
  const awaited = `containers of run ${options.runId} to be removed`;
  let emptyLooks = 0;
  const refusal = await poll({ clock, awaited, withinMs, everyMs }, async () => {
    const left = [];
    try {
      for (const kind of kinds) left.push(...(await removeAll(kind, options)));
    } catch (error) {
      return { done: error }; // a daemon that cannot be asked for a list will not be there in a second either
    }
    emptyLooks = left.length === 0 ? emptyLooks + 1 : 0;
    return emptyLooks < emptyLooksMin ? { notYet: left.join(", ") } : { done: undefined };
  });
  if (refusal !== undefined) throw refusal;
}

/** Returns what there was. What could not be removed will be there at the next look, and is told if it stays. */
async function removeAll(kind: ObjectKind, options: { runId: string; socketPath: string }): Promise<string[]> {
  const ask = (method: "GET" | "DELETE", path: string) =>
    askDocker({ socketPath: options.socketPath, method, path, withinMs: oneRequestMs });
  const filters = encodeURIComponent(JSON.stringify({ label: [`${runLabel}=${options.runId}`] }));
  const ids = kind.idsIn(await ask("GET", `${kind.list}filters=${filters}`));
  return Promise.all(
    ids.map(async (id) => {
      const what = `${kind.name} ${id.slice(0, 12)}`;
      try {
        await ask("DELETE", kind.remove(encodeURIComponent(id)));
        return `${what} was still there`;
      } catch (error) {
        if (!(error instanceof DockerError)) throw error;
        return `${what}: ${error.message}`;
      }
    }),
  );
}

function named(objects: unknown, key: string): string[] {
  if (!Array.isArray(objects)) return []; // volumes are null where there are none
  return objects.flatMap((entry: Readonly<Record<string, unknown>>) => {
    const id = entry[key];
    return typeof id === "string" ? [id] : [];
  });
}
