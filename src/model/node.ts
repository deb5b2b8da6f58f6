// A running cluster, as the rest of Chaindrill sees it. Backends implement these interfaces; the fault drivers,
// probes and loads use them and know nothing of the backend's own files.

import type { NodeId } from "../base/ids.ts";
import type { ClusterSpec, NodeSpec } from "./cluster.ts";
import type { ClockId, HttpFault } from "./fault-details.ts";
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
  /** What faults here are made of, as probed on this machine. */
  readonly mechanisms: Readonly<Record<MechanismName, Mechanism>>;
}

/**
 * filter: drops packets in a network namespace. shape: delays, loses, duplicates, corrupts them. bandwidth: a token
 * bucket on a device. stress: load in a node's cgroup. clock: moves a node's time. http: changes what passes its RPC port.
 */
export const mechanismNames = ["filter", "shape", "bandwidth", "stress", "clock", "http"] as const;
export type MechanismName = (typeof mechanismNames)[number];

export type Mechanism =
  | {
      readonly works: true;
      /** What does it here: `tc netem`, `NFQUEUE`, ... */
      readonly by: string;
    }
  | { readonly works: false; readonly why: string };

/** What a plan's faults ask of the nodes, which must be so from their start. */
export interface FaultNeeds {
  /** Some fault moves a node's clock. */
  readonly clock: boolean;
  /** Some fault changes what passes a node's RPC port. */
  readonly http: boolean;
}

export interface Endpoints {
  /** Where the run asks the node; where a proxy of ours stands before it, that proxy, which listens as long as the node does. */
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

/** What a stream can show of a shaped network: it comes later, and not faster than so much. */
export interface LinkShape {
  readonly delayMs: number;
  /** The delay varies evenly by up to this much either way, but never changes the order. */
  readonly jitterMs: number;
  /** Percent by which each draw depends on the one before. */
  readonly correlation: number;
  /** Of all links of one sender together; undefined: as fast as can be. */
  readonly bytesPerSecond: number | undefined;
}

/** Cuts, slows and heals links. Several cuts may overlap: a link passes again when its last cut is healed. */
export interface LinkControl {
  /** Blackholes what each link carries, as dropped packets would; `cut` names it for healing. */
  cut(cut: string, links: readonly LinkId[]): Promise<void>;
  /** Idempotent. */
  heal(cut: string): Promise<void>;
  /** Slows what each link carries; several shapes of one link add up. */
  shape(name: string, links: readonly LinkId[], shape: LinkShape): Promise<void>;
  /** What was held back goes on at once. Idempotent. */
  unshape(name: string): Promise<void>;
  /** Loopback port that leads over the link to a sink, which hangs up after the last byte: there its rate can be measured. */
  measurePort(link: LinkId): Promise<number>;
  /** Loopback port that `link.from` dials to reach `link.to`: probing it shows from outside whether the link passes. */
  dialPort(link: LinkId): number;
}

/** Ends and starts a node, wherever it runs. */
export interface NodeLifecycle {
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
  /** Undefined for a node that was not started so that its clock could be moved. */
  readonly wallClock: WallClock | undefined;
}

/** Moves the time that a node is told; the machine's own clock stays. */
export interface WallClock {
  /** Offsets by clock, in milliseconds; a clock that is not named has its true time. Survives a restart of the node. */
  set(offsets: Readonly<Partial<Record<ClockId, number>>>): Promise<void>;
  /** What whoever moves it says himself; rejects while the node is down. */
  status(): Promise<WallClockStatus>;
}

export interface WallClockStatus {
  readonly offsetsMs: Readonly<Partial<Record<ClockId, number>>>;
  /** Questions for the time that were answered with a moved one since the node's start. */
  readonly moved: Readonly<Partial<Record<ClockId, number>>>;
  /** Questions that should have been, and were answered with the true time. */
  readonly missed: number;
}

export interface ProcessControl extends NodeLifecycle {
  readonly kind: "process";
  /** Undefined for a cluster of one node. */
  readonly links: LinkControl | undefined;
  /** The proxy before the node's RPC port; undefined where there is none. */
  readonly httpGate: HttpGate | undefined;
}

/** Where a pod answers JSON-RPC. Manifests mean the RPC port by it, also where nodes share an address and have other ports. */
export const podRpcPort = 8545;

/** Stands before a node's RPC port and changes what passes. */
export interface HttpGate {
  /** Replaces all rules of that name; none takes them away. Idempotent. */
  set(name: string, rules: readonly HttpFault[]): Promise<void>;
}

/** A node with a network of its own, as a pod has: rules can be put into its network namespace. Linux only. */
export interface PodControl extends NodeLifecycle {
  readonly kind: "netns" | "docker";
  /** IPv4 on `eth0`; the same after every restart. */
  readonly address: string;
  /** For `nsenter --net=`; undefined while there is none, as for a container that is down. */
  netns(): string | undefined;
  /** Calls `then` each time the node has got a new network namespace, before the node's process can use it for long. */
  onNewNetns(then: () => Promise<void>): Disposable;
  /** The node's cgroup of each controller (v1), or of all (v2), as absolute directories; empty where it has none. */
  cgroups(): Readonly<Record<string, string>>;
}

export type NodeControl = ProcessControl | PodControl | { readonly kind: "kubernetes" | "external" };

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

/** How a node is ended and started; undefined where only others can, as with an external network. */
export function lifecycleOf({ control }: ClusterNode): NodeLifecycle | undefined {
  return "state" in control ? control : undefined;
}
