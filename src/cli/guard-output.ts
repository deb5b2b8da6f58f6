import type { EventEmitter } from "node:events";
import { exitCode } from "../base/errors.ts";

/**
 * Keeps a command going when nobody reads its output any more (`| head -1`): a run must still tear down, judge and
 * answer with its own exit code. Output that could not be kept, on a full disk, is an error of the environment.
 */
export function guardOutput(options: {
  stdout: EventEmitter;
  stderr: EventEmitter;
  complain: (line: string) => void;
  exit: { exitCode?: number | string | null | undefined };
}): void {
  // Without anybody to tell, there is nobody to tell it to.
  options.stderr.on("error", () => undefined);
  options.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    options.complain(`standard output could not be written: ${error.message}`);
    options.exit.exitCode = exitCode.environment;
  });
}
