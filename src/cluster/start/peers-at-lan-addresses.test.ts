import { describe, expect, it } from "vitest";
import { commandLine } from "../../platform/processes.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import type { Command } from "../clients/command.ts";
import { createShowPeers, lanSubnet, peerNetworks, showPeersCommand } from "./peers-at-lan-addresses.ts";

it("gives every subnet of the pods one of the LAN's own", () => {
  expect(["198.18.0", "198.18.7", "198.19.7", "198.19.255"].map(lanSubnet)).toEqual([
    "10.198.0",
    "10.198.7",
    "10.199.7",
    "10.199.255",
  ]);
  expect(peerNetworks("198.19.7")).toBe("198.19.7.0/24,10.199.7.0/24");
});

it("translates new connections to the peers' port only, inside of the node's namespace", () => {
  const { command, args } = showPeersCommand({ netns: "/run/netns/cd-0a1b2c3d-signer-0", subnet: "198.18.7" });
  expect(commandLine(command, args)).toMatchInlineSnapshot(`
    "nsenter --net=/run/netns/cd-0a1b2c3d-signer-0 -- sh -c '
    set -e
    ip route replace "$2" dev eth0
    iptables -w 5 -t nat -A INPUT -i eth0 -p tcp --syn --dport "$3" -s "$1" -j NETMAP --to "$2"
    echo 1 > /proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal || true
    ' sh 198.18.7.0/24 10.198.7.0/24 30303"
  `);
});

describe("createShowPeers", () => {
  const failing = () => Promise.reject(new Error("command failed: nsenter\niptables: No such file\n"));

  function bench(options: { outOfReach?: string; run?: (command: Command) => Promise<unknown> } = {}) {
    const scope = fakeScope({ clock: new ManualClock() });
    const ran: Command[] = [];
    const run = async (command: Command) => ran.push(command);
    const show = createShowPeers({ scope, subnet: "198.18.7", run, ...options });
    return { show, ran, notes: () => scope.emittedOf("note").map(({ text }) => text) };
  }

  it("works in each namespace that it is given, and says nothing", async () => {
    const { show, ran, notes } = bench();
    await Promise.all(["/proc/7/ns/net", "/proc/8/ns/net"].map(show));
    expect(ran.map(({ args }) => args[0])).toEqual(["--net=/proc/7/ns/net", "--net=/proc/8/ns/net"]);
    expect(notes()).toEqual([]);
  });

  it("tells once what it means that the machine cannot do it, and goes on", async () => {
    const { show, notes } = bench({ run: failing });
    const there = await temporaryDirectory();
    await Promise.all([show(there), show(there)]);
    await show(there);
    expect(notes()).toMatchInlineSnapshot(`
      [
        "peers that lost each other may take 35 s to connect again, since geth lets an address that is not a LAN's connect once in 30 s, and the peers could not be shown to it at LAN addresses: iptables: No such file",
      ]
    `);
  });

  it("says nothing of a namespace that is gone", async () => {
    const { show, notes } = bench({ run: failing });
    await show("/nowhere/ns/net");
    expect(notes()).toEqual([]);
  });

  it("enters none that is out of reach", async () => {
    const outside = bench({ outOfReach: "the daemon runs on another machine" });
    await outside.show("/proc/7/ns/net");
    const unseen = bench();
    await unseen.show(undefined);
    expect([outside.ran, unseen.ran]).toEqual([[], []]);
    expect([...outside.notes(), ...unseen.notes()].map((text) => text.split(": ")[1])).toEqual([
      "the daemon runs on another machine",
      "its processes are not seen here",
    ]);
  });
});
