// What a cluster file says, resolved: every default filled in, every node named.

import type { NodeId } from "../base/ids.ts";

/** `other` only where the network is not started here, and the client makes no difference. */
export const clientKinds = ["geth", "anvil", "other"] as const;
export type ClientKind = (typeof clientKinds)[number];

/** signer: seals blocks. rpc: follows and answers clients. dev: both in one (anvil). */
export const nodeRoles = ["signer", "rpc", "dev"] as const;
export type NodeRole = (typeof nodeRoles)[number];

/**
 * A node this many blocks behind the best, or off its chain this far back, is not in sync (ARCHITECTURE.md, Measurement: R4). Less
 * happens every minute on Clique.
 */
export const headDistanceMax = 2;

export type Consensus =
  | { readonly kind: "clique"; readonly blockPeriodMs: number }
  | { readonly kind: "dev"; readonly blockPeriodMs: number }
  /** Whatever a network does that was not started here; the period is what it is expected to keep. */
  | { readonly kind: "external"; readonly blockPeriodMs: number };

export interface NodeSpec {
  readonly id: NodeId;
  /** Position in the cluster, from 0, over all roles. Also the label `chaindrill/index`. */
  readonly index: number;
  readonly role: NodeRole;
  readonly client: ClientKind;
  /** Name of the container that Chaos Mesh's `containerNames` would mean; the client's name by default. */
  readonly container: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Where a node of an external network answers; absent for nodes that are started here. */
  readonly endpoints?: { readonly rpcUrl: string; readonly wsUrl?: string };
}

/** What a network that is not ours has besides. */
export interface ExternalTerms {
  /** Somebody said that this chain may be sent to: the cluster file, or `--allow-chain`. */
  readonly allowed: boolean;
  /** How the accounts of a run get their money; absent: they must have it already. */
  readonly funding?: {
    /** Environment variable that has the private key. The key itself is in no file. */
    readonly keyEnv: string;
    /** In wei, in digits: the most that one run may cost, fees included. */
    readonly budgetWei: string;
  };
}

export interface ClusterSpec {
  readonly name: string;
  readonly chainId: number;
  /** Must be declared in the cluster file; a chain that was not declared a testnet is refused. */
  readonly testnet: boolean;
  readonly consensus: Consensus;
  readonly gasLimit: number;
  readonly nodes: readonly NodeSpec[];
  /** Further blocks after which a block counts as settled (acknowledgement level L2); more than floor(signers/2)+1. */
  readonly confirmations: number;
  /** Only with consensus `external`. */
  readonly external?: ExternalTerms;
}
