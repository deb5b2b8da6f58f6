// What ip(8) is told to build the network of a run, as text:
//
//   root namespace      cd-<run>-switch               cd-<run>-<node>
//   cd<run> ----------- leg --- bridge --- p0 ------- eth0
//   198.18.7.1               \------------ p1 ...     198.18.7.10
//
// Nothing else of the root namespace is touched: no forwarding, no rule, no bridge.

import type { NodeId } from "../../base/ids.ts";
import { legDevice, podNetns, switchNetns } from "../../platform/netns.ts";
import { legAddress, podAddress, type Subnet, subnetCidr } from "../start/choose-subnet.ts";

/** Namespaces, and the cables between them. */
export function cableLines(runId: string, nodes: readonly NodeId[]): string[] {
  const hub = switchNetns(runId);
  return [
    ...[hub, ...nodes.map((node) => podNetns(runId, node))].map((name) => `netns add ${name}`),
    `link add name ${legDevice(runId)} type veth peer name leg netns ${hub}`,
    ...nodes.map(
      (node, index) =>
        `link add name ${port(index)} netns ${hub} type veth peer name eth0 netns ${podNetns(runId, node)}`,
    ),
  ];
}

/** Inside the switch. */
export function switchLines(nodes: number): string[] {
  const ports = ["leg", ...Array.from({ length: nodes }, (_, index) => port(index))];
  return [
    "link add name bridge type bridge stp_state 0",
    "link set dev bridge up",
    ...ports.map((name) => `link set dev ${name} master bridge up`),
  ];
}

/** Inside a node's namespace. It has no route but to its own network. */
export function podLines(subnet: Subnet, index: number): string[] {
  return ["link set dev lo up", `addr add ${podAddress(subnet, index)}/24 dev eth0`, "link set dev eth0 up"];
}

/** In the root namespace. The route is made apart from the address, since only then it fails where one is already. */
export function legLines(runId: string, subnet: Subnet): string[] {
  const leg = legDevice(runId);
  return [
    `link set dev ${leg} up`,
    `addr add ${legAddress(subnet)}/24 dev ${leg} noprefixroute`,
    `route add ${subnetCidr(subnet)} dev ${leg} src ${legAddress(subnet)}`,
  ];
}

const port = (index: number): string => `p${index}`;
