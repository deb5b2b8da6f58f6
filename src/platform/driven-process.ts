// One of our own helper programs in a process of its own, driven over an IPC channel, which carries JSON. It ends by
// itself when that channel closes, however the harness ended. Its own side is answer-commands.ts.

import { fileURLToPath } from "node:url";
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { EnvironmentError } from "../base/errors.ts";
import { within } from "../base/poll.ts";
import type { AskedCommand, CommandAnswer } from "./answer-commands.ts";
import { endProcess } from "./end-process.ts";
import { type StartedProcess, startProcess } from "./processes.ts";

/** Dispose ends it, at the latest with SIGKILL. */
export interface DrivenProcess<Command, Result> extends AsyncDisposable {
  readonly pid: number;
  /** What the first command gave. */
  readonly opened: Result;
  /** Rejects with what the program said against it, when it is gone, and when `withinMs` (2 s by default) are over. */
  ask(command: Command, withinMs?: number): Promise<Result>;
  /** Resolves when it is gone, wanted or not. Never rejects. */
  readonly gone: Promise<void>;
}

export interface DrivenProcessOptions<Command> {
  /** For messages: "the link proxy". */
  readonly name: string;
  readonly program: URL;
  /** What the program is started through, such as `nsenter --net=... --`. */
  readonly through?: readonly string[];
  /** Carries the run's marks. */
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly clock: Clock;
  /** Asked at once; when it fails, nothing stays behind. */
  readonly first: Command;
}

const answerWithinMs = 2000;
/** The first answer waits for Node itself to start, on a machine that is busy. */
const openWithinMs = 15_000;

/** Starts the program and resolves when it has carried out the first command. */
export async function startDrivenProcess<Command extends { readonly type: string }, Result>(
  options: DrivenProcessOptions<Command>,
): Promise<DrivenProcess<Command, Result>> {
  const { name, clock, env, logFile } = options;
  const [command, ...args] = [...(options.through ?? []), process.execPath, fileURLToPath(options.program)];
  assert(command !== undefined, "a program has a name");
  const started = await startProcess({ command, args, env, logFile, ipc: true });
  const end = () => endProcess(started, { name, clock });
  try {
    const questions = new Questions<Command, Result>(started, { name, clock });
    return {
      pid: started.pid,
      opened: await questions.ask(options.first, openWithinMs),
      ask: (asked, withinMs = answerWithinMs) => questions.ask(asked, withinMs),
      gone: started.exited.then(() => undefined),
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Matches the program's answers to what was asked. */
class Questions<Command extends { readonly type: string }, Result> {
  readonly #started: StartedProcess;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (answer: CommandAnswer<Result>) => void>();
  #nextId = 1;

  constructor(started: StartedProcess, options: { name: string; clock: Clock }) {
    this.#started = started;
    this.#name = options.name;
    this.#clock = options.clock;
    started.child.on("message", (message) => {
      const answer = message as CommandAnswer<Result>;
      this.#waiting.get(answer.id)?.(answer);
    });
  }

  async ask(command: Command, withinMs: number): Promise<Result> {
    const asked: AskedCommand<Command> = { id: this.#nextId++, command };
    const gone = this.#started.exited.then(
      (): CommandAnswer<Result> => ({ id: asked.id, ok: false, error: "it is not running" }),
    );
    const answered = new Promise<CommandAnswer<Result>>((resolve) => {
      this.#waiting.set(asked.id, resolve);
      // The channel closes a moment before or after the exit is known; either way the process is gone.
      this.#started.child.send(asked, (error) => error !== null && resolve(gone));
    });
    try {
      const awaited = `${this.#name} to carry out "${command.type}"`;
      const answer = await within({ clock: this.#clock, awaited, withinMs }, Promise.race([gone, answered]));
      if (answer.ok) return answer.result;
      throw new EnvironmentError({ message: `${this.#name} could not carry out "${command.type}": ${answer.error}` });
    } finally {
      this.#waiting.delete(asked.id);
    }
  }
}
