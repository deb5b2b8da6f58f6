// Starts nodes under clockshift (native/clockshift), the launcher that can move a program's clocks, and tells it by how
// much. Works on Linux only.

import net from "node:net";
import path from "node:path";
import type { Clock } from "../base/clock.ts";
import { EnvironmentError, errorText } from "../base/errors.ts";
import type { NodeId } from "../base/ids.ts";
import { within } from "../base/poll.ts";
import type { ClockId } from "../model/fault-details.ts";
import type { Mechanism, WallClock, WallClockStatus } from "../model/node.ts";
import { writeAtomically } from "./files.ts";
import { runProgram } from "./processes.ts";

export interface ClockLauncherOptions {
  readonly binary: string;
  /** There already; gets a directory per node. Keep it short: a socket's path may have 107 bytes. */
  readonly controlDir: string;
  readonly clock: Clock;
  /** Where a node finds both, if not at the same places: a container's mounts. Here the directory is the node's own. */
  readonly seenByNode?: { readonly binary: string; readonly controlDir: string };
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** One node's clock, and the way to start the node so that it can be moved. */
export interface NodeClock {
  /** Of this node, as the harness sees it: to be mounted where the node runs in a container. */
  readonly controlDir: string;
  wrapCommand(command: Program): Program;
  readonly wallClock: WallClock;
}

type Offsets = Readonly<Partial<Record<ClockId, number>>>;

/** The clocks that clockshift moves; it says why not the others in native/clockshift/clocks.c. */
export const movableClocks: readonly ClockId[] = ["CLOCK_REALTIME", "CLOCK_REALTIME_COARSE", "CLOCK_REALTIME_ALARM"];

const answerWithinMs = 2000;
const selfTestWithinMs = 10_000;
/** unix(7): sun_path has 108 bytes, the last of them 0. */
const socketPathBytesMax = 107;

/** A launcher for all nodes of a run; nothing is written or started before a node is. */
export function createClockLauncher(options: ClockLauncherOptions): (node: NodeId) => NodeClock {
  return (node) => {
    const controlDir = path.join(options.controlDir, node);
    const socket = path.join(controlDir, "socket");
    if (Buffer.byteLength(socket) > socketPathBytesMax) throw pathTooLong(socket);
    const seen = options.seenByNode ?? { binary: options.binary, controlDir };
    return {
      controlDir,
      wrapCommand: ({ command, args }) => ({
        command: seen.binary,
        args: ["--control", seen.controlDir, "--", command, ...args],
      }),
      wallClock: wallClockAt({ node, controlDir, socket, clock: options.clock }),
    };
  };
}

function wallClockAt(place: { node: NodeId; controlDir: string; socket: string; clock: Clock }): WallClock {
  const ask = async (line: string) => {
    using exchange = exchangeLine(place.socket, line);
    const awaited = `the clock of ${place.node} to answer "${line}"`;
    return await within({ clock: place.clock, awaited, withinMs: answerWithinMs }, exchange.answer);
  };
  return {
    async set(offsets) {
      const text = formatOffsets(offsets);
      // The file first: a launcher that is not there yet will read it after it has made its socket.
      await writeAtomically(path.join(place.controlDir, "offsets"), `${text}\n`);
      const answer = await ask(`set ${text}`).catch((error: unknown) => {
        if (isNobodyThere(error)) return "ok";
        throw error;
      });
      if (answer !== "ok") throw refused({ node: place.node, line: `set ${text}`, answer });
    },
    async status() {
      const answer = await ask("status");
      const status = readStatus(answer);
      if (status === undefined) throw refused({ node: place.node, line: "status", answer });
      return status;
    },
  };
}

/** `CLOCK_REALTIME=-600000000000`: whole nanoseconds, as clockshift takes them. */
export function formatOffsets(offsets: Offsets): string {
  return Object.entries(offsets)
    .map(([id, offsetMs]) => `${id}=${BigInt(Math.round(offsetMs * 1e6))}`)
    .join(" ");
}

/** The answer to `status`; undefined when it is none. */
export function readStatus(answer: string): WallClockStatus | undefined {
  let parsed: Partial<Record<keyof WallClockStatus, unknown>> | null;
  try {
    parsed = JSON.parse(answer);
  } catch {
    return undefined; // not JSON: the caller shows it
  }
  const { offsetsMs, moved, missed } = parsed ?? {};
  return isByClock(offsetsMs) && isByClock(moved) && typeof missed === "number"
    ? { offsetsMs, moved, missed }
    : undefined;
}

function isByClock(value: unknown): value is Offsets {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "number");
}

/** Sends one line over a Unix socket and takes the line that comes back; disposing gives it up. */
function exchangeLine(socket: string, line: string): Disposable & { readonly answer: Promise<string> } {
  const connection = net.connect({ path: socket });
  const answer = new Promise<string>((resolve, reject) => {
    let received = "";
    connection.setEncoding("utf8");
    connection.on("data", (text) => {
      received += text;
      const end = received.indexOf("\n");
      if (end >= 0) resolve(received.slice(0, end));
    });
    connection.on("error", reject);
    connection.on("close", () => reject(new Error("it hung up")));
  });
  connection.write(`${line}\n`);
  return { answer, [Symbol.dispose]: () => connection.destroy() };
}

/** No socket yet, or one that a launcher before has left. */
function isNobodyThere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ECONNREFUSED";
}

/** Whether clocks can be moved on this machine, tried out on a program that tells its time. */
export async function probeClockMechanism(binary: string): Promise<Mechanism> {
  try {
    await runProgram({ command: binary, args: ["--self-test"], timeoutMs: selfTestWithinMs });
    return { works: true, by: "clockshift (seccomp user notification)" };
  } catch (error) {
    return { works: false, why: reasonIn(errorText(error)) };
  }
}

/** What clockshift itself said, without the command around it. */
function reasonIn(message: string): string {
  const said = /^clockshift: (.+)$/m.exec(message)?.[1];
  return `clocks cannot be moved: ${said ?? message}`;
}

function pathTooLong(socket: string): EnvironmentError {
  return new EnvironmentError({
    message: `the control socket ${socket} has a path of ${Buffer.byteLength(socket)} bytes; a socket's may have ${socketPathBytesMax}`,
    hint: "Set TMPDIR to a directory with a shorter path.",
  });
}

function refused(options: { node: NodeId; line: string; answer: string }): EnvironmentError {
  return new EnvironmentError({
    message: `the clock launcher of ${options.node} answered "${options.line}" with: ${options.answer}`,
    hint: "Is it the clockshift of this version? `chaindrill setup` builds it anew.",
  });
}
