import { killPid, startProcess, startTicks } from "../../platform/processes.ts";
import type { Command } from "../clients/command.ts";
import type { NodeLife } from "./restartable-node.ts";

/** Starts a node as a process of this machine; both outputs are appended to the log. */
export async function startLife(options: {
  command: Command;
  env: Readonly<Record<string, string>>;
  logFile: string;
}): Promise<NodeLife> {
  const { command, env, logFile } = options;
  const { pid, exited } = await startProcess({ ...command, env, logFile });
  // The run's mark finds it on Linux; elsewhere this entry does.
  const startedAtTicks = startTicks(pid);
  return {
    pid,
    exited,
    signal: (signal) => void killPid(pid, signal),
    undo: startedAtTicks === undefined ? undefined : { kind: "kill-pid", pid, startedAtTicks },
  };
}
