import { describe, expect, it } from "vitest";
import type { BackendFacts } from "../model/node.ts";
import { createProcessDriver } from "./drivers/process-driver.ts";
import { renderSupportMatrix, supportMatrix } from "./support-matrix.ts";

const facts: BackendFacts = { kind: "process", available: true, links: true };
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
      | NetworkChaos | delay | refused (3) |
      | NetworkChaos | loss | refused (4) |
      | NetworkChaos | duplicate | refused (5) |
      | NetworkChaos | corrupt | refused (6) |
      | NetworkChaos | netem | refused (7) |
      | NetworkChaos | bandwidth | refused (8) |
      | StressChaos | stress | refused (9) |
      | TimeChaos | time | refused (10) |
      | IOChaos | latency | refused (11) |
      | IOChaos | fault | refused (11) |
      | IOChaos | attrOverride | refused (11) |
      | IOChaos | mistake | refused (11) |
      | DNSChaos | error | refused (12) |
      | DNSChaos | random | refused (12) |
      | HTTPChaos | http | refused (13) |
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
      | Schedule | * | refused (21) |
      | Workflow | workflow | refused (22) |
      | StatusCheck | statuscheck | refused (23) |

      1. the process is ended and kept down, so its ports refuse connections; Chaos Mesh runs a pause container in its place, with the same address
      2. a TCP proxy per directed link holds the bytes, as dropped packets would be retransmitted later; a new connection is accepted and held where a real partition lets it hang
      3. the links between processes can be cut, not delayed; it takes a network device of its own per node
      4. a TCP stream has no packets to lose; it takes a network device of its own per node
      5. a TCP stream has no packets to duplicate; it takes a network device of its own per node
      6. a TCP stream has no packets to corrupt: TCP would discard and resend them; it takes a network device of its own per node
      7. it shapes the packets of a network device, and all processes share the loopback device
      8. the links between processes can be cut, not slowed; it takes a network device of its own per node
      9. it needs a cgroup of its own per node: stress here would slow every node and the harness that measures
      10. nothing stands between a node and the clock of the machine, and a preloaded library does not reach a Go program
      11. it needs a file system of its own per node, in a mount namespace; a process has neither
      12. nodes find each other by address and resolve no names
      13. the RPC ports are dialled directly; there is no HTTP proxy before them that could change what passes
      14. it attaches to a Java virtual machine, and no client here runs in one
      15. it injects failures into the kernel of the machine, which all nodes and the harness share
      16. it needs a block device of its own per node and a kernel module; nodes share the machine's disk
      17. it stops machines of Amazon's cloud; nodes are processes of this machine
      18. it stops machines of Microsoft's cloud; nodes are processes of this machine
      19. it stops machines of Google's cloud; nodes are processes of this machine
      20. it asks a chaosd daemon on another machine; nodes are processes of this machine
      21. it repeats a fault by the clock of a cluster controller; say when in the plan, with \`at\` and \`after\`
      22. it orders faults by a cluster controller; order them in the plan, with \`at\` and \`after\`
      23. it injects nothing: say what must hold in the plan's objectives
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
