// Probes in memory, whose packets meet the rules of a fake netfilter: dropped where a rule drops them, delayed by what a
// queue was told. A queue that is not asked, and a rule that is not there, let everything pass.

import type { Clock } from "../../base/clock.ts";
import type { Netfilter } from "../../platform/netfilter.ts";
import { holds } from "../network/pod-pairs.ts";
import type { OpenProbe, PodProbe } from "./pod-probe.ts";

/** Pods by network namespace. */
type FakeAddresses = ReadonlyMap<string, string>;

const restMs = 0.2;
const udpPort = 4000;

export function fakeProbes(options: Wiring & { clock: Clock }): {
  readonly open: OpenProbe;
  readonly running: () => number;
} {
  const { clock } = options;
  const { fate, roundTrip } = wire(options);
  let running = 0;
  const arrivals = new Map<string, number>();
  const open: OpenProbe = async (netns): Promise<PodProbe> => {
    running++;
    const ended = new AbortController();
    const sleep = (ms: number) => clock.sleep(ms, ended.signal);
    return {
      listen: async () => ({ udpPort, tcpPort: udpPort + 1 }),
      async reach({ address, withinMs }) {
        const afterMs = await roundTrip(netns, address);
        await sleep(afterMs ?? withinMs);
        return afterMs === undefined ? { outcome: "timeout", afterMs: withinMs } : { outcome: "accepted", afterMs };
      },
      async udp({ address, count, everyMs, waitMs }) {
        const forth = await fate(netns, address);
        const meanMs = await roundTrip(netns, address);
        const flow = `${netns}>${address}`;
        arrivals.set(flow, typeof forth === "string" ? 0 : count);
        await sleep(count * everyMs + (meanMs ?? waitMs));
        return flowSent({ flow, count, meanMs, sendErrors: forth === "refused" ? count : 0 });
      },
      received: async (flow) => ({ received: arrivals.get(flow) ?? 0, duplicated: 0, reordered: 0, corrupted: 0 }),
      async bulk({ forMs }) {
        await sleep(forMs);
        return { bytes: 1e9, elapsedMs: forMs, bytesPerSecond: 1e9 };
      },
      async [Symbol.asyncDispose]() {
        ended.abort();
        running--;
      },
    };
  };
  return { open, running: () => running };
}

interface Wiring {
  readonly addresses: FakeAddresses;
  readonly netfilter: Netfilter;
  /** Of packets that a shaping rule concerns. */
  readonly shapedMs: number;
}

type Fate = "lost" | "refused" | { readonly delayMs: number };

/** What becomes of packets between the namespaces. */
function wire({ addresses, netfilter, shapedMs }: Wiring) {
  const namespaceOf = (address: string) => [...addresses].find(([, known]) => known === address)?.[0];
  const concerned = async (netns: string, rule: { chain: string; verdict: string; other: string }) => {
    const lines = await netfilter.rulesIn(netns);
    return lines.some((line) => {
      if (!line.includes(rule.chain) || !line.includes(`-j ${rule.verdict}`)) return false;
      const set = /--match-set (\S+)/.exec(line)?.[1];
      const members =
        lines
          .find((other) => other.startsWith(`set ${set} `))
          ?.split(" ")
          .slice(2) ?? [];
      return set === undefined || members.some((network) => holds(network, rule.other));
    });
  };
  const fate = async (netns: string, address: string): Promise<Fate> => {
    const there = namespaceOf(address);
    if (await concerned(netns, { chain: "CHAINDRILL-OUTPUT-", verdict: "DROP", other: address })) return "refused";
    if (there === undefined) return "lost";
    const from = addresses.get(netns) ?? "";
    if (await concerned(there, { chain: "CHAINDRILL-INPUT-", verdict: "DROP", other: from })) return "lost";
    const shaped = await concerned(netns, { chain: "CHAINDRILL-SHAPE-", verdict: "MARK", other: address });
    return { delayMs: shaped ? shapedMs : 0 };
  };
  const roundTrip = async (netns: string, address: string): Promise<number | undefined> => {
    const forth = await fate(netns, address);
    const there = namespaceOf(address);
    if (typeof forth === "string" || there === undefined) return undefined;
    const back = await fate(there, addresses.get(netns) ?? "");
    return typeof back === "string" ? undefined : restMs + forth.delayMs + back.delayMs;
  };
  return { fate, roundTrip };
}

function flowSent(seen: { flow: string; count: number; meanMs: number | undefined; sendErrors: number }) {
  const { flow, count, meanMs, sendErrors } = seen;
  const received = meanMs === undefined ? 0 : count;
  const same = meanMs ?? 0;
  const rttMs = meanMs === undefined ? null : { min: same, p50: same, mean: same, max: same, stddev: 0 };
  const nothing = { duplicated: 0, reordered: 0, corrupted: 0 };
  return { flow, sent: count, received, receivedByPeer: received, ...nothing, sendErrors, rttMs };
}
