import type { OpenDocker } from "./open-docker.ts";

/** Subnets of the daemon's networks, as `172.17.0.0/16`. */
export function usedSubnets(docker: OpenDocker): Promise<readonly string[]> {
  return docker.attempt("list its networks", async () => {
    const networks = await docker.dockerode.listNetworks();
    return networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []));
  });
}

export interface NetworkOptions {
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Creates a bridge network. testcontainers' own networks have neither a name, nor a subnet, nor labels of ours. */
export function createNetwork(docker: OpenDocker, options: NetworkOptions): Promise<void> {
  const { name, subnet, gateway, labels } = options;
  return docker.attempt(`create network ${name} (${subnet})`, async () => {
    await docker.dockerode.createNetwork({
      Name: name,
      Driver: "bridge",
      CheckDuplicate: true,
      EnableIPv6: false,
      IPAM: { Driver: "default", Config: [{ Subnet: subnet, Gateway: gateway }] },
      Labels: { ...docker.reaperLabels, ...labels },
    });
  });
}

/** Removes a network; one that is gone is fine. */
export async function removeNetwork(docker: OpenDocker, name: string): Promise<void> {
  const { dockerode } = docker;
  await docker.attempt(`remove network ${name}`, async () => {
    try {
      await dockerode.getNetwork(name).remove();
    } catch (error) {
      if ((error as { statusCode?: unknown }).statusCode !== 404) throw error;
    }
  });
}
