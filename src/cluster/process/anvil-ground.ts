import { present } from "../../base/assert.ts";
import { prepareAnvil } from "../dev/anvil-network.ts";
import { endpointsAt } from "../start/endpoints.ts";
import type { Ground } from "../start/ground.ts";
import { leasePorts } from "./free-ports.ts";
import { type LoopbackOptions, loopback } from "./loopback.ts";
import { ProcessNode } from "./process-node.ts";

/** Prepares one anvil node on a port of loopback. */
export async function groundAnvil(options: LoopbackOptions & { readonly binary: string }): Promise<Ground> {
  const { scope, launcher, gateOf } = options;
  const lease = await leasePorts({ count: 1, random: scope.random.stream(`ports/${scope.runId}`) });
  try {
    const port = present(lease.ports[0], "the leased port");
    const endpoints = endpointsAt(loopback, { http: port, ws: port, p2p: undefined });
    const network = await prepareAnvil({ ...options, place: { listen: loopback, port, endpoints } });
    return {
      network,
      createNode: (node, hooks) => new ProcessNode({ node, hooks, scope, launcher, gateOf, links: undefined }),
      clear: lease.release,
      [Symbol.asyncDispose]: lease.release,
    };
  } catch (error) {
    await lease.release();
    throw error;
  }
}
