// Addresses outside the cluster, as `spec.externalTargets` names them: an IPv4 address, a network or a host name, each
// with `:port` or without. Host names are looked up once, when the fault begins, as Chaos Mesh's controller does.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/netutils/resolve.go

import { EnvironmentError } from "../../base/errors.ts";
import { type AddressSet, uniteAddresses } from "./address-set.ts";

/** IPv4 addresses of a host name; rejects when it has none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

const form = /^(?<host>[^/:]+)(?:\/(?<bits>\d{1,2}))?(?::(?<port>\d{1,5}))?$/;
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Looks all of them up, at the same time. */
export async function resolveExternalTargets(
  targets: readonly string[],
  resolveHost: ResolveHost,
): Promise<AddressSet> {
  return uniteAddresses(await Promise.all(targets.map((target) => resolveTarget(target, resolveHost))));
}

/** Why one of them cannot be understood; undefined when all can. Looks nothing up. */
export function externalTargetObjection(targets: readonly string[]): string | undefined {
  const wrong = targets.find((target) => readTarget(target) === undefined);
  return wrong === undefined ? undefined : `externalTargets: ${wrong} is no IPv4 address, network or host name`;
}

async function resolveTarget(target: string, resolveHost: ResolveHost): Promise<AddressSet> {
  const read = readTarget(target);
  if (read === undefined) throw notUnderstood(target);
  const { host, bits, port } = read;
  const addresses = ipv4.test(host) ? [host] : await resolveHost(host);
  const networks = addresses.flatMap((address) => networksOf(address, bits));
  if (port === undefined) return { networks, ports: [] };
  return { networks: [], ports: networks.map((network) => ({ network, port })) };
}

interface ReadTarget {
  readonly host: string;
  readonly bits: number;
  readonly port: number | undefined;
}

function readTarget(target: string): ReadTarget | undefined {
  const groups = form.exec(target)?.groups;
  const host = groups?.["host"];
  if (groups === undefined || host === undefined) return undefined;
  const bits = Number(groups["bits"] ?? 32);
  const port = groups["port"] === undefined ? undefined : Number(groups["port"]);
  if (bits > 32 || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  // A name with a prefix length has no meaning, and four numbers above 255 are no address.
  if (groups["bits"] !== undefined && !ipv4.test(host)) return undefined;
  if (ipv4.test(host) && host.split(".").some((part) => Number(part) > 255)) return undefined;
  return { host, bits, port };
}

/** ipset(8): a hash:net holds no network of prefix length 0, so that one is told in two halves. */
function networksOf(address: string, bits: number): string[] {
  return bits === 0 ? ["0.0.0.0/1", "128.0.0.0/1"] : [`${address}/${bits}`];
}

function notUnderstood(target: string): EnvironmentError {
  return new EnvironmentError({
    message: `externalTargets: expected an IPv4 address, a network or a host name, each with an optional :port, found ${JSON.stringify(target)}`,
    hint: "such as 10.0.0.7, 10.0.0.0/24, example.org or example.org:443",
  });
}
