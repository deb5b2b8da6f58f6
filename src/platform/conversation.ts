// Talks with a program of ours that speaks one JSON document per line: requests with an id and an `op` on its standard
// input, answers with the same id on its standard output, in any order. It ends when its input is closed.

import { createInterface } from "node:readline";
import type { Clock } from "../base/clock.ts";
import { EnvironmentError } from "../base/errors.ts";
import { orAborted, within } from "../base/poll.ts";
import { commandLine, killPid, type StartedProcess, startProcess } from "./processes.ts";

export interface ConversationOptions {
  /** Who is spoken with, for messages: "netagent in /run/netns/a". */
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

export interface Conversation extends AsyncDisposable {
  readonly pid: number;
  /** Resolves with what the answer holds besides its id. Rejects with what the program said against it, when it ends, and after `withinMs`. */
  ask(request: { op: string; withinMs: number; fields?: object }): Promise<unknown>;
  /** How the program ended; undefined while it runs. */
  ended(): string | undefined;
}

interface Answer {
  readonly id?: number;
  readonly ok?: boolean;
  readonly error?: string;
  readonly ready?: boolean;
}

const readyMsMax = 10_000;
/** It only has to let go of what it holds. */
const endMsMax = 2_000;
const stderrCharactersMax = 4_000;

/** Starts the program and waits until it says that it is ready. */
export async function openConversation(options: ConversationOptions): Promise<Conversation> {
  const { command, args, env, clock, what } = options;
  const started = await startProcess({ command, args, ...(env === undefined ? {} : { env }), talksBack: true });
  const talk = new Talk(started, options);
  try {
    await talk.bounded(talk.ready.promise, { awaited: `${what} to be ready`, withinMs: readyMsMax });
  } catch (error) {
    await talk.close();
    throw error;
  }
  let id = 0;
  let closing: Promise<void> | undefined;
  return {
    pid: started.pid,
    async ask({ op, withinMs, fields }) {
      id += 1;
      const answer = talk.expect(id);
      talk.say({ ...fields, id, op });
      const bound = { awaited: `${what} to answer ${op}`, withinMs };
      const { id: _, ok, error, ...said } = await talk.bounded(answer, bound);
      if (ok === true) return said;
      throw new EnvironmentError({ message: `${what} refused ${op}: ${error ?? "without a reason"}` });
    },
    ended: () => talk.ended?.message,
    [Symbol.asyncDispose]() {
      closing ??= within({ clock, awaited: `${what} to end`, withinMs: 2 * endMsMax }, talk.close());
      return closing;
    },
  };
}

class Talk {
  readonly ready = Promise.withResolvers<Answer>();
  ended: Error | undefined;
  readonly #started: StartedProcess;
  readonly #options: ConversationOptions;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #stderr = "";

  constructor(started: StartedProcess, options: ConversationOptions) {
    this.#started = started;
    this.#options = options;
    const { child } = started;
    // A program that is gone is told by its exit, not by the broken pipe.
    child.stdin?.on("error", () => {});
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString("utf8")).slice(-stderrCharactersMax);
    });
    if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", (line) => this.#hear(line));
    // Not "exit": what it has said before may still be in the pipe.
    child.once("close", (code, signal) => this.#end(signal ?? `code ${code}`));
    // Nobody may be waiting when it ends.
    this.ready.promise.catch(() => {});
  }

  expect(id: number): Promise<Answer> {
    const answer = Promise.withResolvers<Answer>();
    answer.promise.catch(() => {});
    if (this.ended === undefined) this.#waiting.set(id, answer);
    else answer.reject(this.ended);
    return answer.promise;
  }

  say(request: object): void {
    if (this.ended === undefined) this.#started.child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  bounded<T>(work: Promise<T>, bound: { awaited: string; withinMs: number }): Promise<T> {
    const { clock, signal } = this.#options;
    const timely = within({ clock, ...bound }, work);
    return signal === undefined ? timely : orAborted(timely, signal);
  }

  /** Closes its input; what has not ended then is killed. */
  async close(): Promise<void> {
    const { child, exited, pid } = this.#started;
    child.stdin?.end();
    using _kill = this.#options.clock.after(endMsMax, () => killPid(pid, "SIGKILL"));
    await exited;
  }

  #hear(line: string): void {
    let answer: Answer;
    try {
      answer = JSON.parse(line) as Answer;
    } catch {
      this.#stderr += `not JSON: ${line}\n`; // shown when it ends or does not answer
      return;
    }
    if (answer.ready === true) this.ready.resolve(answer);
    if (answer.id === undefined) return;
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
  }

  #end(how: string): void {
    const { what, command, args } = this.#options;
    const said = this.#stderr.trim();
    this.ended = new EnvironmentError({
      message: `${what} ended with ${how}${said === "" ? "" : `: ${said}`}`,
      hint: `It was started as: ${commandLine(command, args)}`,
    });
    this.ready.reject(this.ended);
    for (const answer of this.#waiting.values()) answer.reject(this.ended);
    this.#waiting.clear();
  }
}
