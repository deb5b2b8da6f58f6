import path from "node:path";
import { present } from "../../base/assert.ts";
import { EnvironmentError } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { ClusterNode, StartedCluster } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { copyTo, exists, makeDirectory } from "../../platform/files.ts";
import { createRpcClient, type RpcClient } from "../../platform/rpc.ts";
import { NodeProcess } from "./node-process.ts";
import type { PreparedNetwork, PreparedNode } from "./prepared-network.ts";
import { type AwaitedNode, awaitAnswer, awaitStage, type ReadyStage } from "./readiness.ts";

/** On the run's clock. */
export interface StartTimes {
  readonly spawnedAtMs: number;
  readonly answeringAtMs: number;
  readonly peeredAtMs: number;
}

interface Member extends ClusterNode {
  readonly control: NodeProcess;
  readonly rpc: RpcClient;
  readonly peers: number | null;
  readonly logFile: string;
}

/** The nodes of a prepared network as processes of this machine. */
export class ProcessCluster implements StartedCluster {
  readonly spec: ClusterSpec;
  readonly nodes: readonly ClusterNode[];
  readonly unexpectedExit: Promise<never>;
  readonly #members: readonly Member[];
  readonly #network: PreparedNetwork;
  readonly #scope: RunScope;
  #disposing: Promise<void> | undefined;

  constructor(options: { spec: ClusterSpec; network: PreparedNetwork; scope: RunScope; logDir: string }) {
    const { spec, network, scope, logDir } = options;
    const unexpected = Promise.withResolvers<never>();
    unexpected.promise.catch(() => undefined); // who does not listen is not to be ended by it
    this.spec = spec;
    this.unexpectedExit = unexpected.promise;
    this.#network = network;
    this.#scope = scope;
    this.#members = network.nodes.map((node) =>
      member({ node, network, scope, logFile: path.join(logDir, `${node.spec.id}.log`), onEnd: unexpected.reject }),
    );
    this.nodes = this.#members;
    network.links?.gone.then(() => {
      if (this.#disposing === undefined) unexpected.reject(linksLost());
    });
  }

  /** Starts every node at once and waits until the cluster may be used. */
  async bringUp(): Promise<StartTimes> {
    const givenUp = new AbortController();
    const ready = this.#bringUp(AbortSignal.any([this.#scope.signal, givenUp.signal]));
    try {
      return await Promise.race([ready, this.unexpectedExit]);
    } finally {
      givenUp.abort();
      await ready.catch(() => undefined); // when it lost the race, nobody asks for its reason
    }
  }

  async #bringUp(signal: AbortSignal): Promise<StartTimes> {
    const { clock } = this.#scope;
    const { introduction } = this.#network;
    const nodes = this.#members.map(({ id, rpc, peers }): AwaitedNode => ({ id, rpc, peers }));
    const reach = async (stage: ReadyStage) => {
      await awaitStage({ stage, nodes, chainId: this.spec.chainId, clock, signal });
      return clock.nowMs();
    };
    const rpcOf = (id: NodeId) =>
      present(
        this.#members.find((member) => member.id === id),
        `node ${id}`,
      ).rpc;
    await this.#network.releasePorts();
    await Promise.all(this.#members.map((node) => node.control.start({ by: "harness" })));
    const spawnedAtMs = clock.nowMs();
    const answeringAtMs = await reach("answering");
    await introduction?.begin(rpcOf);
    const peeredAtMs = await reach("peered");
    await introduction?.complete(rpcOf);
    await reach("sealing");
    return { spawnedAtMs, answeringAtMs, peeredAtMs };
  }

  async collectLogs(dir: string): Promise<void> {
    await makeDirectory(dir);
    const logs = this.#members.map(({ id, logFile }) => ({ logFile, target: path.join(dir, `${id}.log`) }));
    await Promise.all(
      logs.map(async ({ logFile, target }) => {
        if (await exists(logFile)) await copyTo(logFile, target);
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposing ??= this.#dispose();
    return this.#disposing;
  }

  /** Every part is tried, whatever the others do; the first failure is told in the end. */
  async #dispose(): Promise<void> {
    const ends = await Promise.allSettled(this.#members.map((node) => node.control[Symbol.asyncDispose]()));
    const linksEnd = await Promise.allSettled([this.#network[Symbol.asyncDispose]()]);
    for (const node of this.#members) node.rpc[Symbol.dispose]();
    const failed = [...ends, ...linksEnd].find((end) => end.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}

function member(options: {
  node: PreparedNode;
  network: PreparedNetwork;
  scope: RunScope;
  logFile: string;
  onEnd: (error: Error) => void;
}): Member {
  const { node, network, scope, logFile, onEnd } = options;
  const { id } = node.spec;
  const { clock } = scope;
  const rpc = createRpcClient({ url: node.endpoints.rpcUrl, timeoutMs: 1000, clock, connections: 2 });
  const control = new NodeProcess({
    node: id,
    command: node.command,
    env: node.env,
    logFile,
    scope,
    links: network.links?.control,
    ...(node.firstCommand === undefined ? {} : { firstCommand: node.firstCommand }),
    ...(node.prepare === undefined ? {} : { prepare: node.prepare }),
    ...(node.accompany === undefined ? {} : { accompany: node.accompany }),
    answers: (signal) => awaitAnswer({ node: id, rpc, clock, signal }),
    onUnexpectedExit: onEnd,
  });
  return { id, spec: node.spec, endpoints: node.endpoints, control, rpc, peers: node.peers, logFile };
}

function linksLost(): EnvironmentError {
  return new EnvironmentError({
    message: "the link proxy ended by itself: the nodes have lost their peers",
    hint: "Look whether the machine ran out of memory: `dmesg | tail`.",
  });
}
