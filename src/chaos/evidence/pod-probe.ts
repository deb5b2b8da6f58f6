// Evidence about packets is taken from inside the pods' network namespaces: a partition without target cuts the harness
// off as well, as it would any client of the pod.

import type { NodeId } from "../../base/ids.ts";
import type { NetProbe } from "../../platform/net-agent.ts";

/** A program in a pod's network namespace that sends, and answers what others send. */
export type PodProbe = Omit<NetProbe, "pid">;

export type FlowRequest = Parameters<NetProbe["udp"]>[0];

/** Starts a probe in a network namespace. */
export type OpenProbe = (netns: string) => Promise<PodProbe>;

/** A pod as evidence sees it. */
export interface ProbedPod {
  readonly id: NodeId;
  readonly address: string;
  /** Of the peer-to-peer listener; undefined for a client without peers. */
  readonly p2pPort: number | undefined;
  netns(): string | undefined;
}

export interface OpenedProbe {
  readonly probe: PodProbe;
  readonly udpPort: number;
  readonly tcpPort: number;
}

/** Probes that listen, one in each pod; disposing ends all of them. */
export interface ProbeSession extends AsyncDisposable {
  at(pod: { readonly id: NodeId }): OpenedProbe;
}

/** Starts the probes at the same time. Rejects when a pod has no network namespace, and then leaves none running. */
export async function openProbes(pods: readonly ProbedPod[], open: OpenProbe): Promise<ProbeSession> {
  const probes = new Map<NodeId, OpenedProbe>();
  const started = new AsyncDisposableStack();
  const start = async (pod: ProbedPod) => {
    const netns = pod.netns();
    if (netns === undefined) throw new Error(`${pod.id} has no network namespace`);
    const probe = started.use(await open(netns));
    probes.set(pod.id, { probe, ...(await probe.listen()) });
  };
  const distinct = [...new Map(pods.map((pod) => [pod.id, pod])).values()];
  const outcomes = await Promise.allSettled(distinct.map(start));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) {
    await started.disposeAsync();
    throw failed.reason;
  }
  return {
    at(pod) {
      const opened = probes.get(pod.id);
      if (opened === undefined) throw new Error(`no probe was started in ${pod.id}`);
      return opened;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
