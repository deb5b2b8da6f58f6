import type { NodeId } from "../../base/ids.ts";
import type { NodeSpec } from "../../model/cluster.ts";
import type { Endpoints } from "../../model/node.ts";
import type { RpcClient } from "../../platform/rpc.ts";
import type { Command } from "../clients/command.ts";

/** A node whose files are in place, ready to start. */
export interface PreparedNode {
  readonly spec: NodeSpec;
  readonly endpoints: Endpoints;
  readonly command: Command;
  /** For the first start, where it differs. */
  readonly firstCommand?: Command;
  readonly env: Readonly<Record<string, string>>;
  /** How many peers it must see; null for a client that has none. */
  readonly peers: number | null;
  /** See `RestartableNodeOptions`. */
  readonly prepare?: () => Promise<string | undefined>;
  readonly accompany?: () => AsyncDisposable;
}

/** Makes nodes that run know each other. */
export interface Introduction {
  /** Lets one of each pair dial the other. */
  begin(rpcOf: (node: NodeId) => RpcClient): Promise<void>;
  /** Once all are connected: sealing begins, and from now on whoever loses a peer dials it. */
  complete(rpcOf: (node: NodeId) => RpcClient): Promise<void>;
}

/** The nodes of a cluster with all their files, whatever they will run on. */
export interface PreparedNetwork {
  readonly nodes: readonly PreparedNode[];
  /** Undefined where there are no peers. */
  readonly introduction: Introduction | undefined;
}
