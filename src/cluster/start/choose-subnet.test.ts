import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { chooseSubnets, legAddress, podAddress, podsMax, subnetCidr } from "./choose-subnet.ts";

const choose = (routes: readonly string[], seed = 1) => chooseSubnets({ random: seededRandom(seed), routes });

it("gives the harness the first address, and the nodes those from the tenth", () => {
  expect([subnetCidr("198.18.7"), legAddress("198.18.7"), podAddress("198.18.7", 0)]).toEqual([
    "198.18.7.0/24",
    "198.18.7.1",
    "198.18.7.10",
  ]);
  expect(podAddress("198.18.7", podsMax - 1)).toBe("198.18.7.254");
});

describe("chooseSubnets", () => {
  it("chooses from 198.18.0.0/15, each once, the same for the same seed", () => {
    const chosen = choose(["default", "172.17.0.0/16", "192.0.2.0/24"]);
    expect(chosen).toEqual(choose([]));
    expect(chosen).not.toEqual(choose([], 2));
    expect(new Set(chosen).size).toBe(chosen.length);
    expect(chosen.every((subnet) => /^198\.1[89]\.\d{1,3}$/.test(subnet))).toBe(true);
  });

  it.each(["198.18.0.0/16", "198.18/16"])("passes over all that lies within %s", (route) => {
    expect(choose([route]).every((subnet) => subnet.startsWith("198.19."))).toBe(true);
  });

  it("passes over every network that a route has a part in, however small", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 24, max: 32 }), fc.nat(255), (seed, bits, last) => {
        const [wished = ""] = choose([], seed);
        const host = bits === 24 ? 0 : last & ~(2 ** (32 - bits) - 1);
        const route = bits === 32 ? `${wished}.${host}` : `${wished}.${host}/${bits}`;
        expect(choose([route], seed)).not.toContain(wished);
      }),
    );
  });

  it("says so when there is none", () => {
    expect(() => choose(["198.0.0.0/8"])).toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: this machine has routes to all of 198.18.0.0/15, from which the nodes get their addresses]`,
    );
  });
});
