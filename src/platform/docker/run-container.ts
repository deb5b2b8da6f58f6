// One container from its start to its end.

import { createWriteStream } from "node:fs";
import { constants } from "node:os";
import { finished } from "node:stream/promises";
import type { Clock } from "../../base/clock.ts";
import { errorText } from "../../base/errors.ts";
import { poll, within } from "../../base/poll.ts";
import { type ContainerOptions, nodeContainer } from "./node-container.ts";
import type { Dockerode, OpenDocker } from "./open-docker.ts";

type Container = ReturnType<Dockerode["getContainer"]>;

export interface ContainerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What the daemon knows besides: a lack of memory, an error of its own. */
  readonly why?: string;
}

export interface RunningContainer {
  readonly id: string;
  /** As the daemon's machine counts; undefined when it ended at once. */
  readonly pid: number | undefined;
  /** Resolves when the program is gone. Never rejects. */
  readonly exited: Promise<ContainerEnd>;
  /** Does nothing when it is gone. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it if need be; resolves when all it printed is in the log file and it is removed. Never rejects. */
  release(): Promise<void>;
}

const startWithinMs = 60_000;
const drainWithinMs = 5000;
const lookEveryMs = 50;

/** Creates and starts a container; both outputs are appended to the log file. Leaves nothing behind when it fails. */
export async function runContainer(
  docker: OpenDocker,
  options: ContainerOptions & { readonly logFile: string; readonly clock: Clock },
): Promise<RunningContainer> {
  const { name, logFile, clock } = options;
  const created = Promise.withResolvers<string>();
  const failed = new AbortController();
  const starting = nodeContainer(docker, options, created.resolve).start();
  starting.catch(created.reject); // when it was never created; otherwise this is too late to matter
  try {
    return await docker.attempt(`start container ${name}`, async () => {
      const container = docker.dockerode.getContainer(await created.promise);
      const begun = leavesCreation(container, { name, clock, signal: failed.signal });
      const exited = begun.then(() => endOf(container), notTold);
      const logged = begun.then(() => followLog(docker, { container, logFile })).catch(() => undefined); // as above
      // A container that ends at once never gets its ports, for which testcontainers waits ten seconds.
      const first = Promise.race([starting, exited]);
      await within({ clock, awaited: `container ${name} to start`, withinMs: startWithinMs }, first);
      const { State } = await container.inspect();
      return {
        id: container.id,
        pid: State.Pid > 0 ? State.Pid : undefined,
        exited,
        signal: (signal) => void container.kill({ signal }).catch(() => undefined), // gone, as `exited` tells
        async release() {
          await container.kill().catch(() => undefined); // gone already, as a rule
          await within({ clock, awaited: `the log of ${name}`, withinMs: drainWithinMs }, logged).catch(
            () => undefined,
          );
          await removeByForce(container);
        },
      };
    });
  } catch (error) {
    failed.abort();
    await removeByForce(docker.dockerode.getContainer(name));
    throw error;
  }
}

/** What is still there after this is told by whoever needs its name, and by the undo at the end of the run. */
const removeByForce = (container: Container): Promise<void> =>
  container.remove({ force: true, v: true }).catch(() => undefined);

/** Resolves when the daemon has tried to start the container, with or without success. */
function leavesCreation(
  container: Container,
  options: { name: string; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const { name, clock, signal } = options;
  const awaited = `container ${name} to begin`;
  return poll({ clock, awaited, withinMs: startWithinMs, everyMs: lookEveryMs, signal }, async () => {
    const { Status } = (await container.inspect()).State;
    return Status === "created" ? { notYet: Status } : { done: undefined };
  });
}

async function endOf(container: Container): Promise<ContainerEnd> {
  try {
    await container.wait();
    return readEnd((await container.inspect()).State);
  } catch (error) {
    return notTold(error);
  }
}

const notTold = (error: unknown): ContainerEnd => ({
  code: null,
  signal: null,
  why: `Docker no longer tells: ${errorText(error)}`,
});

/** Docker has no word for signals: 128 plus the signal's number is what a shell would say, and so does Docker. */
export function readEnd(state: { ExitCode: number; OOMKilled: boolean; Error?: string }): ContainerEnd {
  const { ExitCode: code, OOMKilled, Error: said } = state;
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  const why = OOMKilled ? "for want of memory" : said || undefined;
  return {
    ...(signal === undefined ? { code, signal: null } : { code: null, signal: signal as NodeJS.Signals }),
    ...(why === undefined ? {} : { why }),
  };
}

/** Copies all that the container prints, from its start on. Resolves when it has ended and everything is written. */
async function followLog(docker: OpenDocker, options: { container: Container; logFile: string }): Promise<void> {
  const printed = await options.container.logs({ follow: true, stdout: true, stderr: true });
  const file = createWriteStream(options.logFile, { flags: "a" });
  docker.dockerode.modem.demuxStream(printed, file, file);
  printed.once("end", () => file.end());
  printed.once("error", () => file.end());
  await finished(file);
}
