// A testcontainers GenericContainer with what it has no method for: a pinned address, ports on loopback only, and word
// of its id before it starts.

import type { OpenDocker } from "./open-docker.ts";

export interface ContainerOptions {
  readonly name: string;
  readonly hostName: string;
  readonly image: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  /** IPv4 address in that network. */
  readonly address: string;
  /** Ports of the container, each at a port of 127.0.0.1. */
  readonly ports: readonly { readonly container: number; readonly host: number }[];
  /** Files and directories of this machine, at the same path inside. */
  readonly mounts: readonly { readonly path: string; readonly readOnly: boolean }[];
  /** As `uid:gid`; the image's own by default. */
  readonly user: string | undefined;
  /** Whether the program may install system call filters that Docker's own profile forbids. */
  readonly anySystemCall: boolean;
}

/** A container that is ready to be created and started; `onCreated` gets its id in between. */
export function nodeContainer(docker: OpenDocker, options: ContainerOptions, onCreated: (id: string) => void) {
  const { GenericContainer, PullPolicy } = docker.library;

  class NodeContainer extends GenericContainer {
    constructor() {
      super(options.image);
      const [program = "", ...args] = options.command;
      this.withName(options.name)
        .withHostname(options.hostName)
        .withEntrypoint([program])
        .withCommand(args)
        .withEnvironment({ ...options.env })
        .withLabels({ ...docker.reaperLabels, ...options.labels })
        .withNetworkMode(options.network)
        .withExposedPorts(...options.ports)
        .withBindMounts(options.mounts.map(({ path, readOnly }) => mountOf(path, readOnly)))
        .withDefaultLogDriver() // the daemon's own may be one that cannot be read back
        .withPullPolicy(PullPolicy.neverPull())
        .withAutoCleanup(false) // Ryuk was asked once, in openDocker: its labels are set above
        .withWaitStrategy(started);
      if (options.user !== undefined) this.withUser(options.user);
      if (options.anySystemCall) this.withSecurityOpt("seccomp=unconfined");
      const endpoint = { IPAMConfig: { IPv4Address: options.address } };
      this.createOpts.NetworkingConfig = { EndpointsConfig: { [options.network]: endpoint } };
      this.hostConfig.PortBindings = Object.fromEntries(
        options.ports.map(({ container, host }) => [
          `${container}/tcp`,
          [{ HostIp: "127.0.0.1", HostPort: String(host) }],
        ]),
      );
    }

    protected override async containerCreated(id: string): Promise<void> {
      onCreated(id);
    }
  }
  return new NodeContainer();
}

const mountOf = (path: string, readOnly: boolean) =>
  ({ source: path, target: path, mode: readOnly ? "ro" : "rw" }) as const;

/** A container counts as started when Docker has started it: whether the node answers is asked elsewhere. */
const started = {
  waitUntilReady: async () => undefined,
  withStartupTimeout: () => started,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
};
