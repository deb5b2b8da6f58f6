// Why a process on loopback cannot suffer what a pod can. Each reason names what is missing, not a plan.

const noPackets = "a TCP stream has no packets to";

const networkReasons: Readonly<Record<string, string>> = {
  loss: `${noPackets} lose; it takes a network device of its own per node`,
  duplicate: `${noPackets} duplicate; it takes a network device of its own per node`,
  corrupt: `${noPackets} corrupt: TCP would discard and resend them; it takes a network device of its own per node`,
  delay: "the links between processes can be cut, not delayed; it takes a network device of its own per node",
  netem: "it shapes the packets of a network device, and all processes share the loopback device",
  bandwidth: "the links between processes can be cut, not slowed; it takes a network device of its own per node",
};

const kindReasons: Readonly<Record<string, string>> = {
  PodChaos: "Chaos Mesh knows pod-kill, pod-failure and container-kill only",
  NetworkChaos: "the links between processes can only be cut; it takes a network device of its own per node",
  StressChaos: "it needs a cgroup of its own per node: stress here would slow every node and the harness that measures",
  TimeChaos:
    "nothing stands between a node and the clock of the machine, and a preloaded library does not reach a Go program",
  IOChaos: "it needs a file system of its own per node, in a mount namespace; a process has neither",
  DNSChaos: "nodes find each other by address and resolve no names",
  HTTPChaos: "the RPC ports are dialled directly; there is no HTTP proxy before them that could change what passes",
  JVMChaos: "it attaches to a Java virtual machine, and no client here runs in one",
  KernelChaos: "it injects failures into the kernel of the machine, which all nodes and the harness share",
  BlockChaos: "it needs a block device of its own per node and a kernel module; nodes share the machine's disk",
  AWSChaos: "it stops machines of Amazon's cloud; nodes are processes of this machine",
  AzureChaos: "it stops machines of Microsoft's cloud; nodes are processes of this machine",
  GCPChaos: "it stops machines of Google's cloud; nodes are processes of this machine",
  PhysicalMachineChaos: "it asks a chaosd daemon on another machine; nodes are processes of this machine",
  Schedule: "it repeats a fault by the clock of a cluster controller; say when in the plan, with `at` and `after`",
  StatusCheck: "it injects nothing: say what must hold in the plan's objectives",
  Workflow: "it orders faults by a cluster controller; order them in the plan, with `at` and `after`",
};

/** The true reason why the process backend cannot do this. */
export function refusalOnProcesses(fault: { chaosKind: string; action: string }): string {
  const { chaosKind, action } = fault;
  const byAction =
    chaosKind === "NetworkChaos" && Object.hasOwn(networkReasons, action) ? networkReasons[action] : undefined;
  const byKind = Object.hasOwn(kindReasons, chaosKind) ? kindReasons[chaosKind] : undefined;
  return byAction ?? byKind ?? `${chaosKind} is not a kind of Chaos Mesh 2.8`;
}
