// A running cluster, as the rest of Chaindrill sees it. Backends implement these interfaces; the fault drivers,
// probes and loads use them and know nothing of the backend's own files.

import type { NodeId } from "../base/ids.ts";
import type { ClusterSpec, NodeSpec } from "./cluster.ts";
import type { RunScope } from "./run-scope.ts";

export const backendKinds = ["process", "netns", "docker", "kubernetes", "external"] as const;
export type BackendKind = (typeof backendKinds)[number];

/** What a backend can do on this machine, asked before anything starts. */
export interface BackendFacts {
  readonly kind: BackendKind;
  readonly available: boolean;
  /** Why not, when it is not available. */
  readonly why?: string;
  /** Whether peers reach each other through links that can be cut. */
  readonly links: boolean;
}

export interface Endpoints {
  readonly rpcUrl: string;
  readonly wsUrl: string | undefined;
  /** Peer-to-peer listener; undefined for a client without peers. */
  readonly p2pPort: number | undefined;
}

export type NodeState =
  | { readonly status: "running"; readonly pid: number }
  | { readonly status: "stopped" }
  | { readonly status: "exited"; readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** One directed link between two nodes: what `from` sends to `to`, on whichever connection. */
export interface LinkId {
  readonly from: NodeId;
  readonly to: NodeId;
}

/** Cuts and heals links. Several cuts may overlap: a link passes again when its last cut is healed. */
export interface LinkControl {
  /** Blackholes what each link carries, as dropped packets would; `cut` names it for healing. */
  cut(cut: string, links: readonly LinkId[]): Promise<void>;
  /** Idempotent. */
  heal(cut: string): Promise<void>;
  /** Loopback port that `link.from` dials to reach `link.to`: probing it shows from outside whether the link passes. */
  dialPort(link: LinkId): number;
}

export interface ProcessControl {
  readonly kind: "process";
  state(): NodeState;
  /** Sends a signal to the node's process. Does nothing when it is not running. */
  signal(signal: NodeJS.Signals): void;
  /**
   * Ends the process and keeps it down until `start`: SIGTERM, then SIGKILL after `graceMs`; 0 means SIGKILL at once.
   * Resolves when the process is gone. Idempotent.
   */
  stop(options: { graceMs: number; by: "fault" | "harness" }): Promise<void>;
  /** Starts it again on the same data and ports. Resolves when spawned, not when it answers. Idempotent. */
  start(options: { by: "fault" | "harness" }): Promise<void>;
  /** Undefined for a cluster of one node. */
  readonly links: LinkControl | undefined;
}

export type NodeControl = ProcessControl | { readonly kind: "netns" | "docker" | "kubernetes" | "external" };

export interface ClusterNode {
  readonly id: NodeId;
  readonly spec: NodeSpec;
  readonly endpoints: Endpoints;
  readonly control: NodeControl;
}

export interface StartedCluster extends AsyncDisposable {
  readonly spec: ClusterSpec;
  readonly nodes: readonly ClusterNode[];
  /** Rejects when a node dies that nobody asked to die; never resolves. */
  readonly unexpectedExit: Promise<never>;
  /** Copies every node's log to `<dir>/<node>.log`. */
  collectLogs(dir: string): Promise<void>;
}

export interface Backend {
  readonly kind: BackendKind;
  facts(): Promise<BackendFacts>;
  /** Resolves when every node answers, has its peers, and three blocks are sealed. */
  start(cluster: ClusterSpec, scope: RunScope): Promise<StartedCluster>;
}
