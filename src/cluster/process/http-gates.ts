// An HTTP proxy before the RPC port of every node: one process for all of them, there from the start, so that a fault
// only has to give it rules. What is asked of the nodes during the start already goes through it.

import path from "node:path";
import { present } from "../../base/assert.ts";
import { EnvironmentError } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import type { HttpGate } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { startHttpProxy } from "../../platform/http-proxy/start-http-proxy.ts";
import type { Ground } from "../start/ground.ts";
import { loopback } from "./loopback.ts";

/** The gate of each node, once they stand; nodes ask when they are created. */
export type GateOf = (node: NodeId) => HttpGate | undefined;

/** Puts a gate before every node of a ground that `lay` makes, and lets the rest of the run see only the gates. */
export async function layBehindGates(options: {
  lay: (gateOf: GateOf) => Promise<Ground>;
  scope: RunScope;
  dir: string;
}): Promise<Ground> {
  const { scope, dir } = options;
  const gates = new Map<NodeId, HttpGate>();
  const ground = await options.lay((node) => gates.get(node));
  try {
    const { nodes } = ground.network;
    const proxy = await startHttpProxy({
      routes: nodes.map(({ endpoints }) => ({
        listen: { host: loopback, port: 0 },
        target: { host: loopback, port: Number(new URL(endpoints.rpcUrl).port) },
      })),
      clock: scope.clock,
      env: scope.processMarks,
      logFile: path.join(dir, "http-gates.log"),
    });
    const gated = nodes.map((node, index) => {
      gates.set(node.spec.id, present(proxy.gates[index], `the gate of ${node.spec.id}`));
      const { endpoints } = node;
      const rpcUrl = `http://${loopback}:${present(proxy.ports[index], "the port of a gate")}`;
      return { ...node, endpoints: { ...endpoints, rpcUrl } };
    });
    const losses = [proxy.gone.then(gatesLost), ...(ground.lost === undefined ? [] : [ground.lost])];
    return {
      network: { ...ground.network, nodes: gated },
      createNode: (node, hooks) => ground.createNode(node, hooks),
      ...(ground.clear === undefined ? {} : { clear: ground.clear }),
      lost: Promise.race(losses),
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await ground[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await ground[Symbol.asyncDispose]();
    throw error;
  }
}

function gatesLost(): EnvironmentError {
  return new EnvironmentError({
    message: "the HTTP proxy before the nodes ended by itself: nobody reaches them any more",
    hint: "Look whether the machine ran out of memory: `dmesg | tail`.",
  });
}
