import { describe, expect, it } from "vitest";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { FaultAction } from "../../model/fault.ts";
import { selectNodes } from "../../testing/sample-fault.ts";
import { cpuStress } from "../../testing/sample-pod-faults.ts";
import { createProcessDriver } from "./process-driver.ts";
import { refusalOf } from "./refusals.ts";

const nodes = selectNodes("signer-0");
const dns: FaultAction = { kind: "DNSChaos", action: "error", selection: nodes, containerNames: [], patterns: [] };
const unsupported = (chaosKind: string): FaultAction => ({ kind: "unsupported", chaosKind, action: "any" });

describe("why a backend refuses", () => {
  it.each(["process", "netns", "docker"] as const)("names and data on backend %s", (backend) => {
    const docker = backend === "docker";
    expect(refusalOf(backend, dns)).toMatch(
      docker ? /the resolver that Docker offers/ : /there is no resolver to break/,
    );
    expect(refusalOf(backend, unsupported("IOChaos"))).toMatch(docker ? /a container's data/ : /own file system/);
  });

  it("stress on processes, with the backends that can", () => {
    expect(refusalOf("process", cpuStress(nodes))).toContain("backends netns and docker have one");
    expect(refusalOf("netns", cpuStress(nodes))).toContain("no cgroups of their own");
  });

  it.each(["Mischief", "constructor", "toString"])("a kind that Chaos Mesh does not know: %s", (kind) => {
    expect(refusalOf("docker", unsupported(kind))).toBe(`${kind} is not a kind of Chaos Mesh 2.8`);
  });

  it("is what a driver without such a family says", () => {
    const facts = {
      kind: "process",
      available: true,
      links: true,
      mechanisms: everyMechanism({ works: true, by: "anything" }),
    } as const;
    expect(createProcessDriver().support(dns, facts)).toEqual({ kind: "refused", why: refusalOf("process", dns) });
  });
});
