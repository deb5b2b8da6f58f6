import path from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import type { SlowCommand } from "../testing/fixtures/answer-slowly.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { startDrivenProcess } from "./driven-process.ts";
import { allMarked, isRunning, killPid } from "./processes.ts";

async function start(options: { first?: SlowCommand; env?: Record<string, string> } = {}) {
  return startDrivenProcess<SlowCommand, string>({
    name: "the helper",
    program: new URL("../testing/fixtures/answer-slowly.ts", import.meta.url),
    env: options.env ?? {},
    logFile: path.join(await temporaryDirectory(), "helper.log"),
    clock: systemClock,
    first: options.first ?? { type: "open" },
  });
}

it("tells answers apart that come in another order than the questions", async () => {
  await using helper = await start();
  expect(helper.opened).toBe("done: open");
  const answers = [helper.ask({ type: "hold" }), helper.ask({ type: "release" })];
  expect(await Promise.all(answers)).toEqual(["done: hold", "done: release"]);
});

it("says what the program said against a command, and what it waited for in vain", async () => {
  await using helper = await start();
  await expect(helper.ask({ type: "refuse" })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[EnvironmentError: the helper could not carry out "refuse": it does not want to]`,
  );
  await expect(helper.ask({ type: "ignore" }, 20)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[DeadlineError: waited 20 ms for the helper to carry out "ignore"]`,
  );
});

it("says that the process is gone instead of waiting for its answer", async () => {
  await using helper = await start();
  const waiting = helper.ask({ type: "ignore" });
  killPid(helper.pid, "SIGKILL");
  await expect(waiting).rejects.toThrowErrorMatchingInlineSnapshot(
    `[EnvironmentError: the helper could not carry out "ignore": it is not running]`,
  );
  await helper.gone;
  await expect(helper.ask({ type: "open" })).rejects.toThrow("it is not running");
});

it("ends the process with its disposal, also twice", async () => {
  const helper = await start();
  await helper[Symbol.asyncDispose]();
  await helper[Symbol.asyncDispose]();
  expect(isRunning(helper.pid)).toBe(false);
});

it("leaves nothing behind when the first command fails", async () => {
  const runId = `driven-${process.pid}`;
  await expect(start({ first: { type: "refuse" }, env: { CHAINDRILL_RUN: runId } })).rejects.toThrow("refuse");
  expect(allMarked().filter((marked) => marked.runId === runId)).toEqual([]);
});
