// What lies under a network of containers: a bridge of its own, an address and host ports for every node.

import { assertNever, present } from "../../base/assert.ts";
import { EnvironmentError } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import type { ClusterSpec, NodeSpec } from "../../model/cluster.ts";
import type { Endpoints } from "../../model/node.ts";
import { DockerError } from "../../platform/docker/docker-error.ts";
import { createNetwork, removeNetwork, usedSubnets } from "../../platform/docker/networks.ts";
import { runProgram } from "../../platform/processes.ts";
import { removeContainers } from "../../platform/remove-containers.ts";
import { anvilPort } from "../clients/anvil.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { gethPorts } from "../clients/geth.ts";
import { prepareClique } from "../clique/clique-network.ts";
import { prepareAnvil } from "../dev/anvil-network.ts";
import { leasePorts } from "../process/free-ports.ts";
import { chooseSubnets, legAddress, podAddress, podsMax, type Subnet, subnetCidr } from "../start/choose-subnet.ts";
import type { Ground } from "../start/ground.ts";
import { notStartable } from "../start/not-startable.ts";
import { createShowPeers, peerNetworks } from "../start/peers-at-lan-addresses.ts";
import type { PreparedNetwork } from "../start/prepared-network.ts";
import { reachObjection } from "./docker-facts.ts";
import { type Berth, DockerNode, type Harbour } from "./docker-node.ts";
import { machineRoutes } from "./machine-routes.ts";

export interface GroundOptions {
  readonly harbour: Harbour;
  readonly cluster: ClusterSpec;
  readonly accounts: readonly GenesisAccount[];
  readonly contracts: readonly GenesisContract[];
  /** The client as the containers find it, and as this machine does. */
  readonly binary: { readonly inside: string; readonly here: string };
}

/** Creates the run's network and prepares its nodes. */
export async function groundContainers(options: GroundOptions): Promise<Ground> {
  const { harbour, cluster } = options;
  const { docker, scope, network } = harbour;
  if (cluster.nodes.length > podsMax) throw tooMany(cluster);
  const ports = portsOf(cluster);
  const random = scope.random.stream(`ports/${scope.runId}`);
  const lease = await leasePorts({ count: ports.length * cluster.nodes.length, random });
  const dispose = async () => {
    await lease.release();
    // Each node has removed its own container. Where one could not, it still clings to the network.
    const everything = () => removeContainers({ runId: scope.runId, socketPath: docker.socketPath });
    await removeNetwork(docker, network).catch(everything);
  };
  try {
    const subnet = await createRunNetwork(harbour);
    const berths = new Map(
      cluster.nodes.map(({ id }, index): [NodeId, Berth] => {
        const own = lease.ports.slice(index * ports.length, (index + 1) * ports.length);
        const pairs = ports.map((container, place) => ({ container, host: present(own[place], "a leased port") }));
        return [id, { address: podAddress(subnet, index), ports: pairs }];
      }),
    );
    const showPeers = createShowPeers({ scope, subnet, outOfReach: reachObjection(harbour, process.getuid?.() === 0) });
    const berthOf = (id: NodeId) => present(berths.get(id), `the berth of ${id}`);
    return {
      network: await prepareFiles(options, { subnet, berthOf }),
      createNode: (node, hooks) => new DockerNode({ harbour, berth: berthOf(node.spec.id), node, hooks, showPeers }),
      clear: lease.release,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose().catch(() => undefined); // the first error is the one to report; the undo log has the rest
    throw error;
  }
}

/** Ports of a node that the harness wants to reach; anvil has one for both protocols. */
function portsOf({ consensus }: ClusterSpec): readonly number[] {
  return consensus.kind === "dev" ? [anvilPort] : [gethPorts.http, gethPorts.ws];
}

function endpointsOf({ ports }: Berth, p2pPort: number | undefined): Endpoints {
  const [http, ws = http] = ports;
  return { rpcUrl: `http://127.0.0.1:${http?.host}`, wsUrl: `ws://127.0.0.1:${ws?.host}`, p2pPort };
}

const anyAddress = "0.0.0.0";
const initWithinMs = 30_000;

function prepareFiles(
  options: GroundOptions,
  places: { subnet: Subnet; berthOf: (id: NodeId) => Berth },
): Promise<PreparedNetwork> {
  const { cluster, accounts, contracts, binary, harbour } = options;
  const { scope, dir } = harbour;
  const { subnet, berthOf } = places;
  const common = { cluster, scope, accounts, contracts, dir, binary: binary.inside };
  const { kind } = cluster.consensus;
  switch (kind) {
    case "clique":
      return prepareClique({
        ...common,
        runInit: ({ args }) =>
          runProgram({
            command: binary.here,
            args,
            env: { ...scope.processMarks, HOME: dir },
            timeoutMs: initWithinMs,
            signal: scope.signal,
          }),
        placeOf: ({ id }: NodeSpec) => ({
          listen: anyAddress,
          ports: gethPorts,
          peersWithin: peerNetworks(subnet),
          endpoints: endpointsOf(berthOf(id), gethPorts.p2p),
        }),
        dial: (_, to) => ({ host: berthOf(to).address, port: gethPorts.p2p }),
      });
    case "dev": {
      const { id } = present(cluster.nodes[0], "the node of a dev cluster");
      const place = { listen: anyAddress, port: anvilPort, endpoints: endpointsOf(berthOf(id), undefined) };
      return prepareAnvil({ ...common, place });
    }
    case "external":
      throw notStartable(cluster);
    default:
      return assertNever(kind);
  }
}

/** Tries one subnet after the other: somebody may take one between our looking and our asking. */
async function createRunNetwork({ docker, scope, network: name, labels }: Harbour): Promise<Subnet> {
  const random = scope.random.stream(`subnet/${scope.runId}`);
  const routes = [...(await usedSubnets(docker)), ...(await machineRoutes())];
  const refusals: DockerError[] = [];
  for (const subnet of chooseSubnets({ random, routes })) {
    try {
      await createNetwork(docker, { name, subnet: subnetCidr(subnet), gateway: legAddress(subnet), labels });
      return subnet;
    } catch (error) {
      if (!(error instanceof DockerError) || error.trouble !== "subnet-taken") throw error;
      refusals.push(error);
    }
  }
  throw present(refusals[0], "a subnet to try");
}

const tooMany = (cluster: ClusterSpec): EnvironmentError =>
  new EnvironmentError({
    message: `cluster ${cluster.name} has ${cluster.nodes.length} nodes; a network of containers has room for ${podsMax}`,
    hint: "Use fewer nodes.",
  });
