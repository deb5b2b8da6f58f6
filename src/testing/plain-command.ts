// The command line in a process of its own, for commands that start no network and so need no tools.

import path from "node:path";
import { runProgram } from "../platform/processes.ts";

const entry = path.resolve(import.meta.dirname, "..", "cli", "main.ts");

export interface PlainEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `chaindrill` in a directory to its end, without colours. */
export async function plainCommand(args: readonly string[], { cwd }: { cwd: string }): Promise<PlainEnd> {
  try {
    const { stdout, stderr } = await runProgram({
      command: process.execPath,
      args: [entry, ...args],
      env: { NO_COLOR: "1", FORCE_COLOR: "0" },
      cwd,
      timeoutMs: 60_000,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = (error as { cause?: Partial<PlainEnd> }).cause ?? {};
    if (code === undefined || stdout === undefined || stderr === undefined) throw error;
    return { code, stdout, stderr };
  }
}
