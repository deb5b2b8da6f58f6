import { ChaindrillError, exitCode } from "../base/errors.ts";
import { NodeExitError } from "../cluster/start/node-exit-error.ts";

/** A node died while the network was in use: the network's failure, not the environment's. Exit 1. */
export class NodeCrashError extends ChaindrillError {
  constructor(exit: NodeExitError) {
    super({
      message: exit.message,
      ...(exit.hint === undefined ? {} : { hint: exit.hint }),
      exitCode: exitCode.fail,
      cause: exit,
    });
  }
}

/** What ended a network that was up: a node's end is a crash, anything else stays what it is. */
export const asCrash = (error: unknown): unknown =>
  error instanceof NodeExitError ? new NodeCrashError(error) : error;
