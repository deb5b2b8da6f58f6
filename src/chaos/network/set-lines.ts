import { networkSet, type Purpose, packetsFor, portSet, purposes, type Slot } from "./slots.ts";

/** Lines for `ipset restore` that create the sets of a slot, with their members. */
export function createSets(slot: Slot): string[] {
  return setsOf(slot).flatMap(({ name, type, members }) => [
    `create ${name} ${type} family inet`,
    ...members.map((member) => `add ${name} ${member}`),
  ]);
}

/** Lines that remove them; no rule may refer to them any more. */
export function destroySets(slot: Slot): string[] {
  return setsOf(slot).map(({ name }) => `destroy ${name}`);
}

interface AddressesInSet {
  readonly name: string;
  readonly type: "hash:net" | "hash:net,port";
  readonly members: readonly string[];
}

function setsOf(slot: Slot): AddressesInSet[] {
  return purposes.flatMap((purpose) => setsFor(slot, purpose));
}

function setsFor(slot: Slot, purpose: Purpose): AddressesInSet[] {
  const packets = packetsFor(slot, purpose);
  if (packets?.kind !== "some") return [];
  const { networks, ports } = packets.others;
  const sets: AddressesInSet[] = [];
  if (networks.length > 0) sets.push({ name: networkSet(slot, purpose), type: "hash:net", members: networks });
  if (ports.length > 0) {
    // Without a protocol a port is one of TCP, as with Chaos Mesh, which gives none either.
    const members = ports.map(({ network, port }) => `${network},tcp:${port}`);
    sets.push({ name: portSet(slot, purpose), type: "hash:net,port", members });
  }
  return sets;
}
