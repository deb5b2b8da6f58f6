// A network that is there already and stays when the run is over. It is only asked and sent to, and only after every node
// has said that it is of the chain that the cluster file declares a testnet.

import { present } from "../../base/assert.ts";
import { ChaindrillError, EnvironmentError, exitCode } from "../../base/errors.ts";
import type { ClusterSpec, NodeSpec } from "../../model/cluster.ts";
import { everyMechanism } from "../../model/every-mechanism.ts";
import { mainnets } from "../../model/mainnets.ts";
import type { Backend, BackendFacts, ClusterNode } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { createRpcClient, resultOf } from "../../platform/rpc.ts";

/** The last look at a run reads every block of the chain from the first on: more would take longer than most runs. */
const heightMax = 50_000;
const answerWithinMs = 10_000;

export const externalMechanisms: BackendFacts["mechanisms"] = everyMechanism({
  works: false,
  why: "the network was not started here",
});

/** The backend that starts nothing. */
export function createExternalBackend(): Backend {
  return {
    kind: "external",
    facts: async () => ({ kind: "external", available: true, links: false, mechanisms: externalMechanisms }),
    async start(cluster, scope) {
      refuseUnlessAllowed(cluster);
      await Promise.all(cluster.nodes.map((node) => checkNode(node, { cluster, scope })));
      const nodes = cluster.nodes.map(toNode);
      for (const { id } of nodes) {
        scope.events.emit({ type: "node.changed", source: "cluster", node: id, state: "ready", by: "harness" });
      }
      return {
        spec: cluster,
        nodes,
        // Nobody here would know that a node has died: the probes see it.
        unexpectedExit: new Promise<never>(() => {}),
        async collectLogs() {}, // they are where the nodes are
        async [Symbol.asyncDispose]() {}, // nothing was started
      };
    },
  };
}

/** Throws unless somebody has said that this chain may be sent to, and it is none on which money is real. */
export function refuseUnlessAllowed({ name, chainId, testnet, external }: ClusterSpec): void {
  const mainnet = mainnets.get(chainId);
  const why =
    mainnet === undefined
      ? testnet && external?.allowed === true
        ? undefined
        : `chain ${chainId} of ${name} was not allowed`
      : `chain ${chainId} of ${name} is ${mainnet}, a mainnet, which is never allowed`;
  if (why === undefined) return;
  const hint = `Give --allow-chain ${chainId}, or write allowed: true in the cluster file, once you are sure that nothing on that chain is of value.`;
  throw new ChaindrillError({
    message: `${why}; nothing was sent`,
    ...(mainnet === undefined ? { hint } : {}),
    exitCode: exitCode.invalidInput,
  });
}

async function checkNode(node: NodeSpec, { cluster, scope }: { cluster: ClusterSpec; scope: RunScope }): Promise<void> {
  const { rpcUrl } = present(node.endpoints, `the address of ${node.id}`);
  using client = createRpcClient({ url: rpcUrl, timeoutMs: answerWithinMs, clock: scope.clock });
  const [chainId, height] = await Promise.all([
    client.call("eth_chainId", []),
    client.call("eth_blockNumber", []),
  ]).then(
    (answers) => answers.map((answer) => Number(resultOf(answer))),
    (cause: unknown) => {
      throw new EnvironmentError({
        message: `${node.id} of ${cluster.name} does not answer: ${String(cause)}`,
        hint: "Check rpcUrl in the cluster file. Nothing was sent.",
        cause,
      });
    },
  );
  if (chainId !== cluster.chainId) {
    throw new EnvironmentError({
      message: `expected chain ${cluster.chainId} at ${node.id} of ${cluster.name}, found ${chainId}; nothing was sent`,
      hint: "Check rpcUrl and chainId in the cluster file.",
    });
  }
  if (height !== undefined && height <= heightMax) return;
  throw new EnvironmentError({
    message: `expected at most ${heightMax.toLocaleString("en")} blocks at ${node.id} of ${cluster.name}, found ${height?.toLocaleString("en")}: a run ends with a look at every block`,
    hint: "Chaindrill judges young networks: use one made for testing.",
  });
}

function toNode(spec: NodeSpec): ClusterNode {
  const { rpcUrl, wsUrl } = present(spec.endpoints, `the address of ${spec.id}`);
  return { id: spec.id, spec, endpoints: { rpcUrl, wsUrl, p2pPort: undefined }, control: { kind: "external" } };
}
