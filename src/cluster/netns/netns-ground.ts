import { assertNever, present } from "../../base/assert.ts";
import type { NodeId } from "../../base/ids.ts";
import type { ClusterSpec } from "../../model/cluster.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { removeCgroups } from "../../platform/cgroups.ts";
import { netnsPath, podNetns } from "../../platform/netns.ts";
import { removeNetns } from "../../platform/remove-netns.ts";
import { anvilPort } from "../clients/anvil.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { gethPorts } from "../clients/geth.ts";
import { prepareClique } from "../clique/clique-network.ts";
import { prepareAnvil } from "../dev/anvil-network.ts";
import { note } from "../start/bring-up.ts";
import { podAddress, type Subnet, subnetCidr } from "../start/choose-subnet.ts";
import { endpointsAt } from "../start/endpoints.ts";
import type { Ground, NodeLauncher } from "../start/ground.ts";
import { notStartable } from "../start/not-startable.ts";
import { createShowPeers, peerNetworks } from "../start/peers-at-lan-addresses.ts";
import type { PreparedNetwork } from "../start/prepared-network.ts";
import { cgroupsOrNone } from "./cgroups-or-none.ts";
import { layCables } from "./lay-cables.ts";
import { NetnsNode } from "./netns-node.ts";

export interface NetnsGroundOptions {
  readonly tools: { readonly geth: string; readonly anvil: string };
  readonly cluster: ClusterSpec;
  readonly scope: RunScope;
  readonly accounts: readonly GenesisAccount[];
  readonly contracts: readonly GenesisContract[];
  readonly launcher: ((node: NodeId) => NodeLauncher) | undefined;
  /** Empty directory for all files of the network. */
  readonly dir: string;
}

/** On every address of the node's namespace: nothing else is in there, and its `lo` is its own. */
const everywhere = "0.0.0.0";

/** Builds the network and prepares the nodes. Dispose removes namespaces and cgroups. */
export async function layNetnsGround(options: NetnsGroundOptions): Promise<Ground> {
  const { cluster, scope, launcher } = options;
  const { runId } = scope;
  const nodes = cluster.nodes.map(({ id }) => id);
  const remove = () => removeAll(runId);
  try {
    const startedAtMs = scope.clock.nowMs();
    const subnet = await layCables({ runId, nodes, random: scope.random, marks: scope.processMarks });
    const [cgroups] = await Promise.all([cgroupsOrNone({ scope, nodes }), showAllTheirPeers(options, subnet)]);
    const spentMs = Math.round(scope.clock.nowMs() - startedAtMs);
    note(scope, `network namespaces for ${nodes.length} on ${subnetCidr(subnet)} were made in ${spentMs} ms`);
    const addressOf = addressesOf(cluster, subnet);
    return {
      network: await prepare(options, { subnet, addressOf }),
      createNode(node, hooks) {
        const { id } = node.spec;
        const own = { address: addressOf(id), cgroups: cgroups.get(id) ?? {}, launcher: launcher?.(id) };
        return new NetnsNode({ node, hooks, scope, ...own });
      },
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove().catch(() => undefined); // the first error is the one to report
    throw error;
  }
}

async function showAllTheirPeers({ cluster, scope }: NetnsGroundOptions, subnet: Subnet): Promise<void> {
  const showPeers = createShowPeers({ scope, subnet });
  const withPeers = cluster.nodes.filter(({ client }) => client === "geth");
  await Promise.all(withPeers.map(({ id }) => showPeers(netnsPath(podNetns(scope.runId, id)))));
}

/** Both are tried, whatever becomes of the other. */
async function removeAll(runId: string): Promise<void> {
  const ends = await Promise.allSettled([removeNetns(runId), removeCgroups(runId)]);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

const addressesOf = (cluster: ClusterSpec, subnet: Subnet) => {
  const addresses = new Map(cluster.nodes.map(({ id }, index) => [id, podAddress(subnet, index)]));
  return (node: NodeId): string => present(addresses.get(node), `the address of ${node}`);
};

interface Addresses {
  readonly subnet: Subnet;
  readonly addressOf: (node: NodeId) => string;
}

function prepare(options: NetnsGroundOptions, { subnet, addressOf }: Addresses): Promise<PreparedNetwork> {
  const { tools, cluster } = options;
  const { kind } = cluster.consensus;
  switch (kind) {
    case "clique":
      return prepareClique({
        ...options,
        binary: tools.geth,
        placeOf: ({ id }) => ({
          listen: everywhere,
          ports: gethPorts,
          peersWithin: peerNetworks(subnet),
          endpoints: endpointsAt(addressOf(id), gethPorts),
        }),
        dial: (_, to) => ({ host: addressOf(to), port: gethPorts.p2p }),
      });
    case "dev": {
      const { id } = present(cluster.nodes[0], "the node of a dev cluster");
      const endpoints = endpointsAt(addressOf(id), { http: anvilPort, ws: anvilPort, p2p: undefined });
      return prepareAnvil({
        ...options,
        binary: tools.anvil,
        place: { listen: everywhere, port: anvilPort, endpoints },
      });
    }
    case "external":
      throw notStartable(options.cluster);
    default:
      return assertNever(kind);
  }
}
