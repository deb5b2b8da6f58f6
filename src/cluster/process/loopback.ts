import type { NodeId } from "../../base/ids.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import type { NodeLauncher } from "../start/ground.ts";
import type { GateOf } from "./http-gates.ts";

/** What a network on loopback is prepared from. */
export interface LoopbackOptions {
  readonly cluster: ClusterSpec;
  readonly scope: RunScope;
  readonly accounts: readonly GenesisAccount[];
  readonly contracts: readonly GenesisContract[];
  readonly launcher: ((node: NodeId) => NodeLauncher) | undefined;
  readonly gateOf: GateOf;
  /** Empty directory for all files of the network. */
  readonly dir: string;
}

export const loopback = "127.0.0.1";
