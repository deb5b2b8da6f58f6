// What faults can be made of on this machine: everything is tried, in scratch namespaces and on scratch programs.

import { type BackendFacts, type BackendKind, type Mechanism, mechanismNames } from "../model/node.ts";
import { probeClockMechanism } from "../platform/clockshift.ts";
import { probeRedirectMechanism } from "../platform/http-proxy/redirect.ts";
import { probeNetworkMechanisms, shapesByNetem } from "../platform/network-mechanisms.ts";
import { probeStressMechanism } from "../platform/stress.ts";
import type { MachineParts } from "./machine-parts.ts";

type Mechanisms = BackendFacts["mechanisms"];

/** For nodes that have network namespaces and cgroups of their own. */
export async function probePodMechanisms(parts: Pick<MachineParts, "netAgent" | "clockShift">): Promise<Mechanisms> {
  const [network, stress, clock, http] = await Promise.all([
    probeNetworkMechanisms({ netAgent: parts.netAgent }),
    probeStressMechanism(),
    probeClock(parts),
    probeRedirectMechanism(),
  ]);
  return { ...network, stress, clock, http };
}

/** For nodes that are processes on loopback: what needs a device or a cgroup of its own is out of the question. */
export async function probeProcessMechanisms(parts: Pick<MachineParts, "clockShift">): Promise<Mechanisms> {
  return { ...onProcesses, clock: await probeClock(parts) };
}

/** A machine on which everything works: what a table for all machines is asked from. */
export function idealMechanisms(kind: BackendKind): Mechanisms {
  const works = (by: string): Mechanism => ({ works: true, by });
  if (kind === "process") return { ...onProcesses, clock: works("clockshift") };
  const by = { shape: shapesByNetem, clock: "clockshift", stress: "stress-ng", http: "redirect", bandwidth: "tbf" };
  const filter = "iptables";
  return Object.fromEntries(mechanismNames.map((name) => [name, works({ ...by, filter }[name])])) as Mechanisms;
}

const sharing: Mechanism = { works: false, why: "all processes share the devices and cgroups of the machine" };

const onProcesses: Omit<Mechanisms, "clock"> = {
  filter: sharing,
  shape: sharing,
  bandwidth: sharing,
  stress: sharing,
  http: { works: true, by: "a proxy before the RPC port" },
};

async function probeClock({ clockShift }: Pick<MachineParts, "clockShift">): Promise<Mechanism> {
  if ("path" in clockShift) return probeClockMechanism(clockShift.path);
  return { works: false, why: `clockshift is missing: ${clockShift.why}` };
}
