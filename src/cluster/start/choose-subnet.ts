// Addresses for the nodes of a run: a network of 256 from the range for pods that no route of the machine has a part in.

import { EnvironmentError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { podRange } from "../../model/pod-range.ts";

/** `198.18.7`: the first three numbers of all its addresses. */
export type Subnet = string;

export const subnetCidr = (subnet: Subnet): string => `${subnet}.0/24`;
/** The harness, at its end of the leg. */
export const legAddress = (subnet: Subnet): string => `${subnet}.1`;
/** The node of that index. */
export const podAddress = (subnet: Subnet, index: number): string => `${subnet}.${index + firstHost}`;

const firstHost = 10;
/** As many nodes as have addresses. */
export const podsMax = 255 - firstHost;

const triesMax = 16;
const subnetSize = 256;

/**
 * Subnets to try, in order, that no route of the machine has a part in. Draw from a stream that differs between runs:
 * two that start together then do not wish for the same. Throws EnvironmentError when there is none.
 */
export function chooseSubnets(options: { random: Random; routes: readonly string[] }): readonly Subnet[] {
  const { random, routes } = options;
  const taken = routes.filter((route) => route !== "default").map(parseNetwork);
  const isFree = (subnet: Subnet) => !taken.some((other) => overlap(parseNetwork(subnetCidr(subnet)), other));
  const free = subnetsOf(parseNetwork(podRange)).filter(isFree);
  if (free.length > 0) return random.sample(free, triesMax);
  throw new EnvironmentError({
    message: `this machine has routes to all of ${podRange}, from which the nodes get their addresses`,
    hint: "Look for left-overs of earlier runs with `chaindrill sweep`, and at `ip route`.",
  });
}

interface Network {
  readonly address: number;
  readonly bits: number;
}

function subnetsOf(range: Network): Subnet[] {
  const count = 2 ** (32 - range.bits) / subnetSize;
  return Array.from({ length: count }, (_, index) => {
    const high = range.address / subnetSize + index;
    return [subnetSize ** 2, subnetSize, 1].map((unit) => Math.floor(high / unit) % subnetSize).join(".");
  });
}

function parseNetwork(text: string): Network {
  const [address = "", bits = "32"] = text.split("/");
  // Numbers that are left out are zero, as in `10/8`.
  const numbers = `${address}.0.0.0`.split(".").slice(0, 4).map(Number);
  return { address: numbers.reduce((sum, number) => sum * subnetSize + number, 0), bits: Number(bits) };
}

/** One of two networks that share an address holds the other. */
function overlap(one: Network, other: Network): boolean {
  const size = 2 ** (32 - Math.min(one.bits, other.bits));
  return Math.floor(one.address / size) === Math.floor(other.address / size);
}
