/** IPv4 networks, each with all ports or with one. */
export interface AddressSet {
  /** `198.18.3.4/32`. */
  readonly networks: readonly string[];
  readonly ports: readonly NetworkPort[];
}

export interface NetworkPort {
  readonly network: string;
  readonly port: number;
}

export const noAddresses: AddressSet = { networks: [], ports: [] };

/** One address, all ports. */
export const addressesOf = (addresses: readonly string[]): AddressSet => ({
  networks: addresses.map((address) => `${address}/32`),
  ports: [],
});

/** What is in any of them, each entry once, in the order of its first appearance. */
export function uniteAddresses(sets: readonly AddressSet[]): AddressSet {
  const ports = new Map(sets.flatMap((set) => set.ports.map((entry) => [`${entry.network} ${entry.port}`, entry])));
  return { networks: [...new Set(sets.flatMap((set) => set.networks))], ports: [...ports.values()] };
}
