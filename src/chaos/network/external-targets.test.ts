import { describe, expect, it } from "vitest";
import { externalTargetObjection, resolveExternalTargets } from "./external-targets.ts";

const resolved = (...targets: string[]) =>
  resolveExternalTargets(targets, async (host) => [`192.0.2.${host.length}`, "192.0.2.99"]);

describe("external targets", () => {
  it("are addresses, networks and names, each with a port or without", async () => {
    expect(await resolved("10.0.0.7", "10.1.0.0/16", "10.0.0.8:443", "10.2.0.0/24:80", "a.example:30303")).toEqual({
      networks: ["10.0.0.7/32", "10.1.0.0/16"],
      ports: [
        { network: "10.0.0.8/32", port: 443 },
        { network: "10.2.0.0/24", port: 80 },
        { network: "192.0.2.9/32", port: 30303 },
        { network: "192.0.2.99/32", port: 30303 },
      ],
    });
  });
  it("are told once, however often they are named", async () => {
    expect(await resolved("10.0.0.7", "10.0.0.7/32", "10.0.0.7:1", "10.0.0.7:1")).toEqual({
      networks: ["10.0.0.7/32"],
      ports: [{ network: "10.0.0.7/32", port: 1 }],
    });
  });
  it("may be everything, which an address set holds in two halves only", async () => {
    expect((await resolved("0.0.0.0/0")).networks).toEqual(["0.0.0.0/1", "128.0.0.0/1"]);
  });
  it("whose name cannot be looked up fail the whole lookup", async () => {
    const nobody = async (host: string) => Promise.reject(new Error(`no ${host}`));
    await expect(resolveExternalTargets(["10.0.0.1", "nowhere.example"], nobody)).rejects.toThrow("no nowhere.example");
  });
  it.each(["10.0.0.256", "10.0.0.0/33", "name/24", "10.0.0.1:0", "10.0.0.1:65536", "", "a:b:c"])(
    "cannot be %j",
    async (target) => {
      expect(externalTargetObjection(["10.0.0.1", target])).toBe(
        `externalTargets: ${target} is no IPv4 address, network or host name`,
      );
      await expect(resolved(target)).rejects.toThrow("expected an IPv4 address, a network or a host name");
    },
  );
});
