// Shows a node its peers at LAN addresses, for geth's sake. It takes every other address for one of the internet, and
// there refuses a peer that connects twice within 30 s: a node that was restarted would come back after 35 s, not one.
// https://github.com/ethereum/go-ethereum/blob/v1.13.15/p2p/server.go#L911-L927 (checkInboundConn), with IsLAN in
// https://github.com/ethereum/go-ethereum/blob/v1.13.15/p2p/netutil/net.go#L138-L147
//
//   dialer 198.18.7.11 ---- wire ---- eth0 > filter INPUT > nat INPUT ---- geth, which sees 10.198.7.11
//
// The kernel translates on the node's side of all filters, and back for what the node answers: on the wire, and for the
// rules of faults, every node has the one address that it was given.

import { errorText } from "../../base/errors.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { exists } from "../../platform/files.ts";
import { runProgram } from "../../platform/processes.ts";
import type { Command } from "../clients/command.ts";
import { gethPorts } from "../clients/geth.ts";
import { note } from "./bring-up.ts";
import { type Subnet, subnetCidr } from "./choose-subnet.ts";

/** Where peers from a subnet appear: those of 198.18.7 and 198.19.7 in 10.198.7 and 10.199.7. */
export function lanSubnet(subnet: Subnet): Subnet {
  const [, second = "", third = ""] = subnet.split(".");
  return `10.${Number(second) + 180}.${third}`;
}

/** All networks that geth may find its peers in, as its --netrestrict takes them. */
export const peerNetworks = (subnet: Subnet): string => `${subnetCidr(subnet)},${subnetCidr(lanSubnet(subnet))}`;

/**
 * Shows a node its peers at LAN addresses, given the path of its network namespace; undefined when that is out of
 * reach. Never rejects: the journal says once what it means that it could not be done.
 */
export type ShowPeers = (netns: string | undefined) => Promise<void>;

export interface PeerAddressOptions {
  readonly scope: RunScope;
  readonly subnet: Subnet;
  /** Why no node's network namespace can be entered; undefined where they can. */
  readonly outOfReach?: string | undefined;
  /** Runs a command of this machine; replaced by tests. */
  readonly run?: (command: Command) => Promise<unknown>;
}

const timeoutMs = 10_000;

/** One function for all nodes of a network, to be called for each namespace that a node gets, before its peers dial it. */
export function createShowPeers(options: PeerAddressOptions): ShowPeers {
  const { scope, subnet, outOfReach, run = runMarked(scope) } = options;
  let told = false;
  const tell = (why: string) => {
    if (!told) note(scope, `${consequence}: ${why}`);
    told = true;
  };
  return async (netns) => {
    if (netns === undefined || outOfReach !== undefined) return tell(outOfReach ?? "its processes are not seen here");
    try {
      await run(showPeersCommand({ netns, subnet }));
    } catch (error) {
      // A container that ended at once took its namespace along; there is nobody left to show anything to.
      if (await exists(netns)) tell(errorText(error).trim().split("\n").at(-1) ?? "");
    }
  };
}

const runMarked =
  ({ processMarks: env }: RunScope) =>
  (command: Command): Promise<unknown> =>
    runProgram({ ...command, env, timeoutMs });

const consequence =
  "peers that lost each other may take 35 s to connect again, since geth lets an address that is not a LAN's " +
  "connect once in 30 s, and the peers could not be shown to it at LAN addresses";

/**
 * As one script, so that it is one program that enters the namespace: `$1` the peers' network, `$2` where they appear,
 * `$3` the port of the peers' protocol. geth finds no way back without the route, though no packet ever takes it. A
 * packet that connection tracking finds out of order would pass untranslated, and the kernel reset the connection:
 * faults bring packets out of order, so tracking is told to be liberal.
 * https://www.kernel.org/doc/html/latest/networking/nf_conntrack-sysctl.html (nf_conntrack_tcp_be_liberal)
 */
const script = `
set -e
ip route replace "$2" dev eth0
iptables -w 5 -t nat -A INPUT -i eth0 -p tcp --syn --dport "$3" -s "$1" -j NETMAP --to "$2"
echo 1 > /proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal || true
`;

/** `--syn`: a connection that is open already keeps the address it was accepted with. */
export function showPeersCommand({ netns, subnet }: { netns: string; subnet: Subnet }): Command {
  const places = [subnetCidr(subnet), subnetCidr(lanSubnet(subnet)), String(gethPorts.p2p)];
  return { command: "nsenter", args: [`--net=${netns}`, "--", "sh", "-c", script, "sh", ...places] };
}
