import path from "node:path";
import { present } from "../../base/assert.ts";
import type { NodeId } from "../../base/ids.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { ClusterNode, StartedCluster } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { copyTo, exists, makeDirectory } from "../../platform/files.ts";
import { createRpcClient, type RpcClient } from "../../platform/rpc.ts";
import type { Ground, GroundedNode } from "./ground.ts";
import type { PreparedNode } from "./prepared-network.ts";
import { type AwaitedNode, awaitAnswer, awaitStage, type ReadyStage } from "./readiness.ts";

/** On the run's clock. */
export interface StartTimes {
  readonly spawnedAtMs: number;
  readonly answeringAtMs: number;
  readonly peeredAtMs: number;
}

interface Member extends ClusterNode {
  readonly control: GroundedNode;
  readonly rpc: RpcClient;
  readonly peers: number | null;
  readonly logFile: string;
}

/** The nodes of a prepared network on what a backend has put under them. */
export class StartedNetwork implements StartedCluster {
  readonly spec: ClusterSpec;
  readonly nodes: readonly ClusterNode[];
  readonly unexpectedExit: Promise<never>;
  readonly #members: readonly Member[];
  readonly #ground: Ground;
  readonly #scope: RunScope;
  #disposing: Promise<void> | undefined;

  constructor(options: { spec: ClusterSpec; ground: Ground; scope: RunScope; logDir: string }) {
    const { spec, ground, scope, logDir } = options;
    const unexpected = Promise.withResolvers<never>();
    unexpected.promise.catch(() => undefined); // who does not listen is not to be ended by it
    this.spec = spec;
    this.unexpectedExit = unexpected.promise;
    this.#ground = ground;
    this.#scope = scope;
    this.#members = ground.network.nodes.map((node) =>
      member({ node, ground, scope, logFile: path.join(logDir, `${node.spec.id}.log`), onEnd: unexpected.reject }),
    );
    this.nodes = this.#members;
    ground.lost?.then((error) => {
      if (this.#disposing === undefined) unexpected.reject(error);
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
    const { introduction } = this.#ground.network;
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
    await this.#ground.clear?.();
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
    const groundEnd = await Promise.allSettled([this.#ground[Symbol.asyncDispose]()]);
    for (const node of this.#members) node.rpc[Symbol.dispose]();
    const failed = [...ends, ...groundEnd].find((end) => end.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}

function member(options: {
  node: PreparedNode;
  ground: Ground;
  scope: RunScope;
  logFile: string;
  onEnd: (error: Error) => void;
}): Member {
  const { node, ground, scope, logFile, onEnd } = options;
  const { id } = node.spec;
  const { clock } = scope;
  const rpc = createRpcClient({ url: node.endpoints.rpcUrl, timeoutMs: 1000, clock, connections: 2 });
  const answers = (signal: AbortSignal) => awaitAnswer({ node: id, rpc, clock, signal });
  const control = ground.createNode(node, { logFile, answers, onUnexpectedExit: onEnd });
  return { id, spec: node.spec, endpoints: node.endpoints, control, rpc, peers: node.peers, logFile };
}
