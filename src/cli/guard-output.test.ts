import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { guardOutput } from "./guard-output.ts";

const failing = (code: string) => Object.assign(new Error(`write ${code}`), { code });

function guarded() {
  const stdout = new EventEmitter();
  const stderr = new EventEmitter();
  const exit: { exitCode?: number | string | null | undefined } = { exitCode: 2 };
  const complaints: string[] = [];
  guardOutput({ stdout, stderr, exit, complain: (line) => complaints.push(line) });
  return { stdout, stderr, exit, complaints };
}

it("lets a reader leave early, and keeps the command's own exit code", () => {
  const { stdout, stderr, exit, complaints } = guarded();
  stdout.emit("error", failing("EPIPE"));
  stderr.emit("error", failing("EPIPE"));
  expect(exit.exitCode).toBe(2);
  expect(complaints).toEqual([]);
});

it("says when a result could not be written where it was sent", () => {
  const { stdout, exit, complaints } = guarded();
  stdout.emit("error", failing("ENOSPC"));
  expect(exit.exitCode).toBe(4);
  expect(complaints).toEqual(["standard output could not be written: write ENOSPC"]);
});
