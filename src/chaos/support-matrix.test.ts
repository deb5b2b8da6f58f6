import { describe, expect, it } from "vitest";
import { everyMechanism } from "../model/every-mechanism.ts";
import type { BackendFacts } from "../model/node.ts";
import { createProcessDriver } from "./drivers/process-driver.ts";
import { renderSupportMatrix, supportMatrix } from "./support-matrix.ts";

const facts: BackendFacts = {
  kind: "process",
  available: true,
  links: true,
  mechanisms: everyMechanism({ works: false, why: "not probed" }),
};
const driver = createProcessDriver();

describe("support matrix of the process backend", () => {
  it("reads like this", () => {
    expect(renderSupportMatrix([{ driver, facts }])).toMatchInlineSnapshot(`
      "| kind | action | process |
      | --- | --- | --- |
      | PodChaos | pod-kill | native |
      | PodChaos | pod-failure | emulated (1) |
      | PodChaos | container-kill | native |
      | NetworkChaos | partition | emulated (2) |
      | NetworkChaos | partition, without target | refused (3) |
      | NetworkChaos | delay | emulated (4) |
      | NetworkChaos | delay, with reorder | refused (5) |
      | NetworkChaos | loss | refused (6) |
      | NetworkChaos | duplicate | refused (7) |
      | NetworkChaos | corrupt | refused (8) |
      | NetworkChaos | netem, with rate | emulated (4) |
      | NetworkChaos | bandwidth | emulated (4) |
      | StressChaos | stress, cpu | refused (9) |
      | StressChaos | stress, memory | refused (9) |
      | TimeChaos | time | refused (10) |
      | HTTPChaos | http | refused (11) |
      | DNSChaos | error | refused (12) |
      | DNSChaos | random | refused (12) |
      | IOChaos | latency | refused (13) |
      | IOChaos | fault | refused (13) |
      | IOChaos | attrOverride | refused (13) |
      | IOChaos | mistake | refused (13) |
      | JVMChaos | latency | refused (14) |
      | JVMChaos | return | refused (14) |
      | JVMChaos | exception | refused (14) |
      | JVMChaos | stress | refused (14) |
      | JVMChaos | gc | refused (14) |
      | JVMChaos | ruleData | refused (14) |
      | JVMChaos | mysql | refused (14) |
      | KernelChaos | kernel | refused (15) |
      | BlockChaos | delay | refused (16) |
      | AWSChaos | ec2-stop | refused (17) |
      | AWSChaos | ec2-restart | refused (17) |
      | AWSChaos | detach-volume | refused (17) |
      | AzureChaos | vm-stop | refused (18) |
      | AzureChaos | vm-restart | refused (18) |
      | AzureChaos | disk-detach | refused (18) |
      | GCPChaos | node-stop | refused (19) |
      | GCPChaos | node-reset | refused (19) |
      | GCPChaos | disk-loss | refused (19) |
      | PhysicalMachineChaos | * | refused (20) |
      | PhysicalMachine | * | refused (21) |
      | RemoteCluster | * | refused (22) |
      | PodNetworkChaos | * | refused (23) |
      | PodIOChaos | * | refused (24) |
      | PodHttpChaos | * | refused (25) |
      | WorkflowNode | * | refused (26) |
      | Schedule | * | emulated (27) |
      | Workflow | * | emulated (28) |
      | StatusCheck | * | emulated (29) |

      1. the process is ended and kept down, so its ports refuse connections; Chaos Mesh runs a pause container in its place, with the same address
      2. a TCP proxy per directed link holds the bytes, as dropped packets would be retransmitted later; a new connection is accepted and held where a real partition lets it hang
      3. a partition without target cuts a pod off from everything, the harness included: name the target
      4. a TCP proxy per directed link holds the bytes back, in order; what the harness and the load send is not slowed
      5. a TCP stream has no packets to reorder; it takes a network device of its own per node, as the backends netns and docker have
      6. a TCP stream has no packets to lose; it takes a network device of its own per node, as the backends netns and docker have
      7. a TCP stream has no packets to duplicate; it takes a network device of its own per node, as the backends netns and docker have
      8. a TCP stream has no packets to corrupt: TCP would discard and resend them; it takes a network device of its own per node, as the backends netns and docker have
      9. it needs a cgroup of its own per node: stress here would slow every node and the harness that measures; backends netns and docker have one
      10. its nodes were not started through a launcher that stands between them and the clock of the machine
      11. its RPC ports are dialled directly: there is no HTTP proxy before them that could change what passes
      12. nodes find each other by address and resolve no names: there is no resolver to break
      13. it needs a FUSE file system between the client and its data, mounted before the client opens a file; nodes write to the machine's own file system
      14. it attaches to a Java virtual machine, and no client here runs in one
      15. it injects failures into the kernel of the machine, which all nodes and the harness share
      16. it needs a kernel module of Chaos Mesh and a block device of its own per node; nodes share the machine's disk
      17. it stops machines of Amazon's cloud; nodes run on this machine
      18. it stops machines of Microsoft's cloud; nodes run on this machine
      19. it stops machines of Google's cloud; nodes run on this machine
      20. it asks a chaosd daemon on another machine; nodes run on this machine
      21. it names a machine that runs chaosd; nodes run on this machine
      22. it names another cluster of Kubernetes; nodes run on this machine
      23. Chaos Mesh's controllers write it for its daemon; write a NetworkChaos
      24. Chaos Mesh's controllers write it for its daemon; write an IOChaos
      25. Chaos Mesh's controllers write it for its daemon; write an HTTPChaos
      26. Chaos Mesh's controllers write it for a step of a workflow; write a Workflow
      27. read into the faults that it starts, each of which is what its own row says; \`@every\` alone, for as long as the plan says with \`for\`: times by the clock on the wall would make each run another
      28. read into the faults of its templates, each of which is what its own row says; Serial, Parallel, Suspend, Schedule and StatusCheck work, a Task, which runs a container in a cluster of Kubernetes, is refused
      29. asked by the harness itself as a template of a Workflow, on nodes and on this machine; alone it injects nothing and is refused
      "
    `);
  });

  it("has each kind and action once", () => {
    const rows = supportMatrix([{ driver, facts }]).map((row) => `${row.kind}/${row.action}`);
    expect(rows).toEqual([...new Set(rows)]);
  });

  it("gives a reason of its own kind for every refusal, none by default", () => {
    const texts = renderSupportMatrix([{ driver, facts }]);
    expect(texts).not.toContain("is not a kind of Chaos Mesh");
  });

  it("refuses partitions of a cluster without links", () => {
    const rows = supportMatrix([{ driver, facts: { ...facts, links: false } }]);
    const row = rows.find(({ action }) => action === "partition");
    expect(row?.cells[0]?.support).toMatchInlineSnapshot(`
      {
        "kind": "refused",
        "why": "a cluster of one node has no links to cut",
      }
    `);
  });

  it("refuses everything where the backend is not available", () => {
    const rows = supportMatrix([{ driver, facts: { ...facts, available: false, why: "geth was not found" } }]);
    expect(new Set(rows.map((row) => JSON.stringify(row.cells[0]?.support)))).toEqual(
      new Set(['{"kind":"refused","why":"geth was not found"}']),
    );
  });
});
