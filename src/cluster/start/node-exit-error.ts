import { EnvironmentError } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";

export interface NodeExit {
  readonly node: NodeId;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What else is known of it, as "for want of memory". */
  readonly why?: string;
  /** The last lines of the node's log, oldest first. */
  readonly lastLines: readonly string[];
}

/** A node's process ended and nobody had asked it to. */
export class NodeExitError extends EnvironmentError {
  readonly node: NodeId;
  /** Another process took one of the node's ports between our looking and its starting. */
  readonly portTaken: boolean;

  constructor(exit: NodeExit) {
    const log = exit.lastLines.length === 0 ? "its log is empty" : `the end of its log:\n${exit.lastLines.join("\n")}`;
    super({
      message: `node ${exit.node} ended by itself with ${howItEnded(exit)}; ${log}`,
      hint: "The whole log of each node lies in the run directory under nodes/.",
    });
    this.node = exit.node;
    this.portTaken = exit.lastLines.some((line) => /address (?:is )?already in use/i.test(line));
  }
}

/** "exit code 1", or "signal SIGKILL", and why if that is known. */
export function howItEnded(exit: Pick<NodeExit, "code" | "signal" | "why">): string {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  return exit.why === undefined ? how : `${how} (${exit.why})`;
}
