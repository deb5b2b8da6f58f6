import path from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { InterruptedError } from "../base/errors.ts";
import { writeFakeProgram } from "../testing/fake-program.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { type Conversation, openConversation } from "./conversation.ts";
import { isRunning } from "./processes.ts";

const ready = `echo '{"ready":true,"version":"1.0.0"}'`;

async function converse(options: { lines: readonly string[]; signal?: AbortSignal }): Promise<Conversation> {
  const dir = await temporaryDirectory();
  const command = await writeFakeProgram(path.join(dir, "agent"), ...options.lines);
  return openConversation({ what: "the agent", command, args: [], clock: systemClock, signal: options.signal });
}

const ask = (talk: Conversation, op: string) => talk.ask({ op, withinMs: 10_000, fields: { port: 80 } });

it("matches answers to requests by their id, whichever comes first", async () => {
  const answers = `echo '{"id":2,"ok":true,"second":true}'; echo '{"id":1,"ok":true,"first":true}'`;
  await using talk = await converse({ lines: [ready, "read one; read two", answers, "read end"] });
  const asked = await Promise.all([ask(talk, "reach"), ask(talk, "udp")]);
  expect(asked).toEqual([{ first: true }, { second: true }]);
});

it("sends a request's fields beside its id and op", async () => {
  const lines = [ready, "read -r said", `printf '{"id":1,"ok":true,"said":%s}\\n' "$said"`, "read end"];
  await using talk = await converse({ lines });
  expect(await ask(talk, "reach")).toMatchObject({ said: { port: 80, id: 1, op: "reach" } });
});

it("passes on why the program refused", async () => {
  await using talk = await converse({ lines: [ready, "read one", `echo '{"id":1,"ok":false,"error":"no such op"}'`] });
  await expect(ask(talk, "fly")).rejects.toThrow("the agent refused fly: no such op");
});

it("says how the program ended to whoever waits, and to whoever asks later", async () => {
  const talk = await converse({ lines: [ready, "read one; echo 'out of luck' >&2; exit 3"] });
  const message = "the agent ended with code 3: out of luck";
  expect(talk.ended()).toBeUndefined();
  await expect(ask(talk, "reach")).rejects.toThrow(message);
  await expect(ask(talk, "reach")).rejects.toThrow(message);
  expect(talk.ended()).toBe(message);
});

it("does not open when the program ends before it is ready", async () => {
  await expect(converse({ lines: ["echo 'no permission' >&2; exit 1"] })).rejects.toThrow(
    "the agent ended with code 1: no permission",
  );
});

it("does not wait longer for an answer than it was told to", async () => {
  await using talk = await converse({ lines: [ready, "read one; read two"] });
  await expect(talk.ask({ op: "reach", withinMs: 20 })).rejects.toThrow("waited 20 ms for the agent to answer reach");
});

it("gives up when the run is interrupted, and the program ends by itself when it is disposed", async () => {
  const abort = new AbortController();
  const talk = await converse({ lines: [ready, "cat > /dev/null"], signal: abort.signal });
  const asked = ask(talk, "reach");
  abort.abort(new InterruptedError("SIGINT"));
  await expect(asked).rejects.toThrow("interrupted: SIGINT");
  await talk[Symbol.asyncDispose]();
  await talk[Symbol.asyncDispose]();
  expect(isRunning(talk.pid)).toBe(false);
});
