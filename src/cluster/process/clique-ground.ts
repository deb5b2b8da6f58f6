// A Clique network on loopback: ports of its own for every node, and a proxy on every link between two of them.

import path from "node:path";
import { present } from "../../base/assert.ts";
import { EnvironmentError } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import type { GethPorts } from "../clients/geth.ts";
import { type DialPlan, prepareClique } from "../clique/clique-network.ts";
import { endpointsAt } from "../start/endpoints.ts";
import type { Ground } from "../start/ground.ts";
import { leasePorts } from "./free-ports.ts";
import { type StartedLinks, startLinks } from "./links/link-control.ts";
import { type LoopbackOptions, loopback } from "./loopback.ts";
import { ProcessNode } from "./process-node.ts";

const portsPerNode = 4;

/** Prepares the network and starts its links, but none of its nodes. */
export async function groundClique(options: LoopbackOptions & { readonly binary: string }): Promise<Ground> {
  const { cluster, scope, launcher, gateOf } = options;
  const random = scope.random.stream(`ports/${scope.runId}`);
  const lease = await leasePorts({ count: portsPerNode * cluster.nodes.length, random });
  const portsOf = new Map(
    cluster.nodes.map(({ id }, index) => [id, portsFrom(lease.ports.slice(index * portsPerNode))]),
  );
  const placeOf = ({ id }: { id: NodeId }) => {
    const ports = present(portsOf.get(id), `the ports of ${id}`);
    return { listen: loopback, peersWithin: "127.0.0.0/8", ports, endpoints: endpointsAt(loopback, ports) };
  };
  const starting = startLinksBetween(portsOf, options);
  const dial = starting.then(dialThrough);
  try {
    // Both take half a second, one of waiting for Node, one of waiting for geth.
    const [links, network] = await Promise.all([starting, prepareClique({ ...options, placeOf, dial })]);
    return {
      network,
      createNode: (node, hooks) => new ProcessNode({ node, hooks, scope, launcher, gateOf, links: links?.control }),
      clear: lease.release,
      ...(links === undefined ? {} : { lost: links.gone.then(linksLost) }),
      async [Symbol.asyncDispose]() {
        await lease.release();
        await links?.[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await lease.release();
    const links = await starting.catch(() => undefined); // the first error is the one to report
    await links?.[Symbol.asyncDispose]();
    throw error;
  }
}

function portsFrom([p2p = 0, http = 0, ws = 0, authRpc = 0]: readonly number[]): GethPorts {
  return { p2p, http, ws, authRpc };
}

async function startLinksBetween(
  portsOf: ReadonlyMap<NodeId, GethPorts>,
  { scope, dir }: LoopbackOptions,
): Promise<StartedLinks | undefined> {
  const members = [...portsOf];
  const routes = members.flatMap(([from]) =>
    members.filter(([to]) => to !== from).map(([to, { p2p }]) => ({ link: { from, to }, targetPort: p2p })),
  );
  if (routes.length === 0) return undefined;
  return startLinks({
    routes,
    clock: scope.clock,
    env: scope.processMarks,
    logFile: path.join(dir, "links.log"),
  });
}

const dialThrough =
  (links: StartedLinks | undefined): DialPlan =>
  (from, to) => ({ host: loopback, port: present(links, "the link proxy").control.dialPort({ from, to }) });

function linksLost(): EnvironmentError {
  return new EnvironmentError({
    message: "the link proxy ended by itself: the nodes have lost their peers",
    hint: "Look whether the machine ran out of memory: `dmesg | tail`.",
  });
}
