// One k6 process. What its script reports goes to a file that is read while it grows: k6 is never held up by a harness
// that is slow for a moment, which a pipe would do, and nothing is lost when either of them is killed.

import path from "node:path";
import { makeDirectory, readTextIfThere, removeTree, writeAtomically } from "../../platform/files.ts";
import { startProcess } from "../../platform/processes.ts";
import { createTailedFile } from "../../platform/tail-file.ts";
import type { GeneratorEnding } from "./complaints.ts";
import { type K6Invocation, k6Command } from "./k6-command.ts";
import { createLineReader, type GeneratorLine } from "./read-lines.ts";

export interface GeneratorOptions {
  readonly invocation: Omit<K6Invocation, "configFile" | "logFile" | "consoleFile">;
  readonly k6: string;
  /** Names its files: the load's name, and the generator's number where there are several. */
  readonly name: string;
  readonly loadDir: string;
  readonly scratchDir: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Generator {
  readonly pid: number;
  /** Resolves when the process is gone. Never rejects. */
  readonly exited: Promise<unknown>;
  kill(signal: "SIGINT" | "SIGKILL"): void;
  /** What has been reported since the last call; empty when that is nothing. */
  read(): Promise<readonly GeneratorLine[]>;
  /** Once it is gone and all is read: how it ended. Removes its scratch files. */
  ending(): Promise<GeneratorEnding>;
}

const stderrKept = 2000;

/** Starts k6 for a load, or for a segment of it. */
export async function startGenerator(options: GeneratorOptions): Promise<Generator> {
  const { name, loadDir, scratchDir } = options;
  const logFile = path.join(loadDir, `${name}.k6.log`);
  const configFile = path.join(scratchDir, `k6-${name}.json`);
  const consoleFile = path.join(scratchDir, `k6-${name}.lines`);
  await makeDirectory(loadDir);
  await writeAtomically(configFile, "{}\n");
  const reports = await createTailedFile(consoleFile);
  const { args, env } = k6Command({ ...options.invocation, configFile, logFile, consoleFile });
  const started = await startProcess({ command: options.k6, args, env: { ...env, ...options.env } }).catch(
    async (error: unknown) => {
      await reports[Symbol.asyncDispose]();
      throw error;
    },
  );
  let stderr = "";
  started.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-stderrKept);
  });
  started.child.stdout?.resume(); // nothing is expected there, and nothing may block it
  const readLines = createLineReader();
  return {
    pid: started.pid,
    exited: started.exited,
    kill: (signal) => started.child.kill(signal),
    async read() {
      const lines: GeneratorLine[] = [];
      for (let piece = await reports.read(); piece.length > 0; piece = await reports.read()) {
        lines.push(...readLines(piece));
        if (lines.length > linesMax) break;
      }
      return lines;
    },
    async ending() {
      const { code: exitCode, signal } = await started.exited;
      await reports[Symbol.asyncDispose]();
      await removeTree(consoleFile);
      return { exitCode, signal, log: (await readTextIfThere(logFile)) ?? "", stderr };
    },
  };
}

/** Of one reading; what is more waits for the next. */
const linesMax = 50_000;
