// A cluster in memory: nodes with a process control, links that can be cut, and a record of every call. Defects make
// it misbehave, so that tests can show that what should be noticed is noticed.

import type { Clock } from "../base/clock.ts";
import { type NodeId, nodeId } from "../base/ids.ts";
import type { ClusterSpec, NodeRole, NodeSpec } from "../model/cluster.ts";
import type {
  ClusterNode,
  LinkControl,
  LinkId,
  LinkShape,
  NodeState,
  ProcessControl,
  StartedCluster,
} from "../model/node.ts";

export type ClusterDefect =
  /** `cut` succeeds and cuts nothing. */
  | "leaky-cut"
  /** `heal` succeeds and heals nothing. */
  | "stuck-cut"
  /** Peers never answer a probe. */
  | "deaf-peers"
  /** Peers take 40 ms to answer a probe. */
  | "slow-peers"
  /** `stop` succeeds, but the process runs on. */
  | "immortal"
  /** `start` spawns a process that never answers. */
  | "mute-after-start"
  /** `start` fails. */
  | "cannot-start"
  /** `stop` fails. */
  | "cannot-stop";

export interface FakeClusterOptions {
  readonly clock: Clock;
  /** Default 5. */
  readonly signers?: number;
  /** Default 1. */
  readonly rpcNodes?: number;
  /** From spawn to the first answer. Default 800. */
  readonly bootMs?: number;
  readonly defects?: readonly ClusterDefect[];
  /** Default true. */
  readonly links?: boolean;
}

export interface FakeNode extends ClusterNode {
  readonly control: ProcessControl;
  readonly rpcPort: number;
  /** Whether it answers now. */
  answers(): boolean;
  /** Dies without being asked. */
  crash(): void;
}

export interface FakeCluster extends StartedCluster {
  readonly nodes: readonly FakeNode[];
  readonly links: FakeLinks;
  /** Every call on nodes and links, in order, as text: `signer-3 stop graceMs=0 by=fault`. */
  readonly calls: readonly string[];
  readonly defects: ReadonlySet<ClusterDefect>;
  node(id: string): FakeNode;
}

const linkText = (link: LinkId): string => `${link.from}>${link.to}`;

export class FakeLinks implements LinkControl {
  readonly #ports = new Map<number, LinkId>();
  readonly #cuts = new Map<string, readonly LinkId[]>();
  readonly #shapes = new Map<string, { readonly links: readonly LinkId[]; readonly shape: LinkShape }>();
  readonly #calls: string[];
  readonly #defects: ReadonlySet<ClusterDefect>;
  readonly #onHeal = new Set<() => void>();

  constructor(options: { nodes: readonly NodeId[]; calls: string[]; defects: ReadonlySet<ClusterDefect> }) {
    this.#calls = options.calls;
    this.#defects = options.defects;
    let port = 40_000;
    for (const from of options.nodes) {
      for (const to of options.nodes) if (from !== to) this.#ports.set(port++, { from, to });
    }
  }

  async cut(cut: string, links: readonly LinkId[]): Promise<void> {
    this.#calls.push(`cut ${cut} ${links.map(linkText).join(" ")}`);
    if (!this.#defects.has("leaky-cut")) this.#cuts.set(cut, links);
  }

  async heal(cut: string): Promise<void> {
    this.#calls.push(`heal ${cut}`);
    if (this.#defects.has("stuck-cut")) return;
    this.#cuts.delete(cut);
    for (const wake of [...this.#onHeal]) wake();
  }

  async shape(name: string, links: readonly LinkId[], shape: LinkShape): Promise<void> {
    this.#calls.push(`shape ${name} ${links.map(linkText).join(" ")}`);
    if (!this.#defects.has("leaky-cut")) this.#shapes.set(name, { links, shape });
  }

  async unshape(name: string): Promise<void> {
    this.#calls.push(`unshape ${name}`);
    if (!this.#defects.has("stuck-cut")) this.#shapes.delete(name);
  }

  /** How long what this link carries is held back, on average. */
  delayMs(link: LinkId): number {
    const on = [...this.#shapes.values()].filter(({ links }) => links.some((one) => linkText(one) === linkText(link)));
    return on.reduce((sum, { shape }) => sum + shape.delayMs, 0);
  }

  async measurePort(link: LinkId): Promise<number> {
    return 10_000 + this.dialPort(link);
  }

  /** The least that any shape of this link lets through. */
  bytesPerSecond(link: LinkId): number {
    const on = [...this.#shapes.values()].filter(({ links }) => links.some((one) => linkText(one) === linkText(link)));
    return Math.min(1e9, ...on.map(({ shape }) => shape.bytesPerSecond ?? 1e9));
  }

  dialPort(link: LinkId): number {
    for (const [port, known] of this.#ports) if (linkText(known) === linkText(link)) return port;
    throw new Error(`no such link: ${linkText(link)}`);
  }

  linkAt(port: number): LinkId | undefined {
    return this.#ports.get(port);
  }

  /** Whether a probe on this link would be answered: what either side sends is lost when its direction is cut. */
  passes(link: LinkId): boolean {
    const back = linkText({ from: link.to, to: link.from });
    return ![...this.#cuts.values()].flat().some((cut) => linkText(cut) === linkText(link) || linkText(cut) === back);
  }

  /** Calls `wake` after each heal. */
  onHeal(wake: () => void): Disposable {
    this.#onHeal.add(wake);
    return { [Symbol.dispose]: () => this.#onHeal.delete(wake) };
  }
}

/** A running cluster of signers and RPC nodes: `signer-0` to `signer-4` and `rpc-0` unless told otherwise. */
export function fakeCluster(options: FakeClusterOptions): FakeCluster {
  const defects = new Set(options.defects);
  const calls: string[] = [];
  const spec = fakeClusterSpec({ signers: options.signers ?? 5, rpcNodes: options.rpcNodes ?? 1 });
  const links = new FakeLinks({ nodes: spec.nodes.map((node) => node.id), calls, defects });
  const nextPid = pidsFrom(1001);
  const nodes = spec.nodes.map((node) =>
    fakeNode({
      spec: node,
      clock: options.clock,
      bootMs: options.bootMs ?? 800,
      defects,
      calls,
      nextPid,
      links: (options.links ?? true) ? links : undefined,
    }),
  );
  return {
    spec,
    nodes,
    links,
    calls,
    defects,
    node(id) {
      const found = nodes.find((node) => node.id === id);
      if (found === undefined) throw new Error(`no fake node ${id}; there are ${nodes.map((n) => n.id).join(", ")}`);
      return found;
    },
    unexpectedExit: new Promise<never>(() => {}),
    async collectLogs(dir) {
      calls.push(`collectLogs ${dir}`);
    },
    async [Symbol.asyncDispose]() {
      calls.push("dispose");
    },
  };
}

/** What the file of such a cluster would say. */
export function fakeClusterSpec(options: { signers: number; rpcNodes: number }): ClusterSpec {
  const roles: NodeRole[] = [
    ...Array<NodeRole>(options.signers).fill("signer"),
    ...Array<NodeRole>(options.rpcNodes).fill("rpc"),
  ];
  return {
    name: "fake",
    chainId: 1337,
    testnet: true,
    consensus: { kind: "clique", blockPeriodMs: 1000 },
    gasLimit: 60_000_000,
    nodes: roles.map((role, index) =>
      fakeNodeSpec({ role, index, name: `${role}-${role === "signer" ? index : index - options.signers}` }),
    ),
    confirmations: 4,
  };
}

function fakeNodeSpec(options: { role: NodeRole; index: number; name: string }): NodeSpec {
  return {
    id: nodeId(options.name),
    index: options.index,
    role: options.role,
    client: "geth",
    container: "geth",
    namespace: "chain",
    labels: { "chaindrill/role": options.role, "chaindrill/index": String(options.index) },
    annotations: {},
  };
}

function pidsFrom(first: number): () => number {
  let pid = first;
  return () => pid++;
}

interface FakeNodeOptions {
  readonly spec: NodeSpec;
  readonly clock: Clock;
  readonly bootMs: number;
  readonly defects: ReadonlySet<ClusterDefect>;
  readonly calls: string[];
  readonly nextPid: () => number;
  readonly links: FakeLinks | undefined;
}

function fakeNode(options: FakeNodeOptions): FakeNode {
  const { spec, clock, defects, calls } = options;
  const rpcPort = 8545 + spec.index;
  let state: NodeState = { status: "running", pid: options.nextPid() };
  let answersFromMs = clock.nowMs();
  const control: ProcessControl = {
    kind: "process",
    state: () => state,
    signal(signal) {
      calls.push(`${spec.id} signal ${signal}`);
      if (state.status === "running" && signal === "SIGKILL") state = { status: "exited", code: null, signal };
    },
    async stop({ graceMs, by }) {
      calls.push(`${spec.id} stop graceMs=${graceMs} by=${by}`);
      if (defects.has("cannot-stop")) throw new Error(`${spec.id} cannot be stopped`);
      if (!defects.has("immortal")) state = { status: "stopped" };
    },
    async start({ by }) {
      calls.push(`${spec.id} start by=${by}`);
      if (defects.has("cannot-start")) throw new Error(`${spec.id} cannot be started`);
      if (state.status === "running") return;
      state = { status: "running", pid: options.nextPid() };
      answersFromMs = defects.has("mute-after-start") ? Number.POSITIVE_INFINITY : clock.nowMs() + options.bootMs;
    },
    links: options.links,
    httpGate: undefined,
    wallClock: undefined,
  };
  return {
    id: spec.id,
    spec,
    endpoints: { rpcUrl: `http://127.0.0.1:${rpcPort}`, wsUrl: undefined, p2pPort: 30303 + spec.index },
    control,
    rpcPort,
    answers: () => state.status === "running" && clock.nowMs() >= answersFromMs,
    crash() {
      state = { status: "exited", code: 2, signal: null };
    },
  };
}
