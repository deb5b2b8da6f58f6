import { describe, expect, it } from "vitest";
import { type NetAgentPlace, probeNetworkMechanisms } from "./network-mechanisms.ts";

const agent: NetAgentPlace = { path: "/opt/netagent" };

/** A machine on which checks fail whose name begins so. */
const machineWithout = (...missing: string[]) => ({
  netAgent: agent,
  run: async ({ what }: { what: string }) =>
    missing.some((name) => what.startsWith(name)) ? `${what}: no such thing` : undefined,
});

describe("what the machine can do to packets", () => {
  it("is netem where the kernel has it", async () => {
    expect(await probeNetworkMechanisms(machineWithout())).toEqual({
      filter: { works: true, by: "iptables and ipset" },
      shape: { works: true, by: "tc netem" },
      bandwidth: { works: true, by: "tc tbf" },
    });
  });
  it("is the packet queue where it has not", async () => {
    const { shape } = await probeNetworkMechanisms(machineWithout("the netem qdisc"));
    expect(shape).toEqual({ works: true, by: "NFQUEUE" });
  });
  it("is nothing where neither works, with both reasons", async () => {
    const { shape } = await probeNetworkMechanisms(machineWithout("the netem qdisc", "iptables MARK"));
    expect(shape).toMatchInlineSnapshot(`
      {
        "why": "the netem qdisc: no such thing; iptables MARK and NFQUEUE: no such thing",
        "works": false,
      }
    `);
  });
  it.each([
    ["address sets", "filter"],
    ["iptables rules", "filter"],
    ["iptables CLASSIFY", "bandwidth"],
    ["the tbf qdisc", "bandwidth"],
  ] as const)("without %s has no %s, and keeps the rest", async (missing, lost) => {
    const mechanisms = await probeNetworkMechanisms(machineWithout(missing));
    const broken = Object.entries(mechanisms).filter(([, { works }]) => !works);
    expect(broken.map(([name]) => name)).toEqual([lost]);
  });
  it("is nothing without the program that looks from inside, told once", async () => {
    const netAgent = { why: "Go is not installed" };
    const mechanisms = await probeNetworkMechanisms({ ...machineWithout(), netAgent });
    const why = "netagent is missing: Go is not installed";
    const refused = { works: false, why };
    expect(mechanisms).toEqual({ filter: refused, shape: refused, bandwidth: refused });
  });
});
