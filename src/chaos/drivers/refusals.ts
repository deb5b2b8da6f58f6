// Why a fault cannot be carried out by a backend at all. Each reason names what is missing, not a plan.

import type { FaultAction } from "../../model/fault.ts";
import type { BackendKind } from "../../model/node.ts";

/** One reason for all backends, or those of some and the one of the rest. */
type Reason = string | (Readonly<Partial<Record<BackendKind, string>>> & { readonly others: string });

const sharedMachine = "nodes run on this machine";

const reasons: Readonly<Record<string, Reason>> = {
  PodChaos: "Chaos Mesh knows pod-kill, pod-failure and container-kill only",
  NetworkChaos: "nothing stands between the nodes that could change what they send each other",
  StressChaos: {
    process:
      "it needs a cgroup of its own per node: stress here would slow every node and the harness that measures; backends netns and docker have one",
    others: "its nodes have no cgroups of their own that stress could be put into",
  },
  TimeChaos: "its nodes were not started through a launcher that stands between them and the clock of the machine",
  HTTPChaos: "its RPC ports are dialled directly: there is no HTTP proxy before them that could change what passes",
  DNSChaos: {
    docker:
      "nodes find each other by address and resolve no names: the resolver that Docker offers them is never asked, so to break it would show nothing",
    others: "nodes find each other by address and resolve no names: there is no resolver to break",
  },
  IOChaos: {
    docker:
      "it needs a FUSE file system between the client and its data, mounted before the client opens a file; a container's data is a directory of this machine",
    others:
      "it needs a FUSE file system between the client and its data, mounted before the client opens a file; nodes write to the machine's own file system",
  },
  JVMChaos: "it attaches to a Java virtual machine, and no client here runs in one",
  KernelChaos: "it injects failures into the kernel of the machine, which all nodes and the harness share",
  BlockChaos:
    "it needs a kernel module of Chaos Mesh and a block device of its own per node; nodes share the machine's disk",
  AWSChaos: `it stops machines of Amazon's cloud; ${sharedMachine}`,
  AzureChaos: `it stops machines of Microsoft's cloud; ${sharedMachine}`,
  GCPChaos: `it stops machines of Google's cloud; ${sharedMachine}`,
  PhysicalMachineChaos: `it asks a chaosd daemon on another machine; ${sharedMachine}`,
  PhysicalMachine: `it names a machine that runs chaosd; ${sharedMachine}`,
  RemoteCluster: `it names another cluster of Kubernetes; ${sharedMachine}`,
  StatusCheck: "it injects nothing: say what must hold in the plan's objectives",
  PodNetworkChaos: "Chaos Mesh's controllers write it for its daemon; write a NetworkChaos",
  PodIOChaos: "Chaos Mesh's controllers write it for its daemon; write an IOChaos",
  PodHttpChaos: "Chaos Mesh's controllers write it for its daemon; write an HTTPChaos",
  WorkflowNode: "Chaos Mesh's controllers write it for a step of a workflow; write a Workflow",
};

const notOurs = "the network was not started here: nothing of it is stopped, changed or slowed, only asked and sent to";

/** The true reason why a backend cannot do this, whatever the machine. */
export function refusalOf(backend: BackendKind, action: FaultAction): string {
  if (backend === "external") return notOurs;
  const kind = action.kind === "unsupported" ? action.chaosKind : action.kind;
  const reason = Object.hasOwn(reasons, kind) ? reasons[kind] : undefined;
  if (reason === undefined) return `${kind} is not a kind of Chaos Mesh 2.8`;
  return typeof reason === "string" ? reason : (reason[backend] ?? reason.others);
}
