import type { EnvironmentError } from "../../base/errors.ts";
import type { NodeControl, WallClock } from "../../model/node.ts";
import type { Command } from "../clients/command.ts";
import type { NodeExitError } from "./node-exit-error.ts";
import type { PreparedNetwork, PreparedNode } from "./prepared-network.ts";
import type { RestartableNode } from "./restartable-node.ts";

/** What the cluster gives to each of its nodes. */
export interface NodeHooks {
  /** Appended to over restarts. */
  readonly logFile: string;
  /** Resolves when the node answers; given up when the signal aborts. */
  readonly answers: (signal: AbortSignal) => Promise<void>;
  /** Told when the node ends and nobody asked it to. */
  readonly onUnexpectedExit: (error: NodeExitError) => void;
}

export type GroundedNode = RestartableNode & NodeControl;

/**
 * What a backend puts under the nodes of one network: ports and links, network namespaces, containers. The nodes are
 * ended before it is disposed.
 */
export interface Ground extends AsyncDisposable {
  readonly network: PreparedNetwork;
  createNode(node: PreparedNode, hooks: NodeHooks): GroundedNode;
  /** Called right before the nodes start for the first time. */
  clear?(): Promise<void>;
  /** Resolves when something that every node needs has ended, with what to say if nobody wanted that. Never rejects. */
  readonly lost?: Promise<EnvironmentError>;
}

/** Starts a node's program in a way that lets its clock be moved. */
export interface NodeLauncher {
  wrapCommand(command: Command): Command;
  readonly wallClock: WallClock;
}
