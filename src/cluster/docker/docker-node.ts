import path from "node:path";
import type { NodeId } from "../../base/ids.ts";
import type { PodControl } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { cgroupsOf, isInContainer } from "../../platform/docker/cgroups-of.ts";
import type { OpenDocker } from "../../platform/docker/open-docker.ts";
import { type ContainerEnd, type RunningContainer, runContainer } from "../../platform/docker/run-container.ts";
import { makeDirectory, readTextIfThere } from "../../platform/files.ts";
import type { Command } from "../clients/command.ts";
import type { NodeHooks, NodeLauncher } from "../start/ground.ts";
import { NodeExitError } from "../start/node-exit-error.ts";
import type { ShowPeers } from "../start/peers-at-lan-addresses.ts";
import type { PreparedNode } from "../start/prepared-network.ts";
import { RestartableNode } from "../start/restartable-node.ts";

/** Starts programs in containers so that their clocks can be moved. */
export interface ContainerLauncher {
  /** A static program of this machine, which is put into the containers at the same path. */
  readonly binary: string;
  readonly launcherOf: (node: NodeId) => ControlledLauncher;
}

export interface ControlledLauncher extends NodeLauncher {
  /** Directory of this machine through which the launcher is told; at the same path in the node's container. */
  readonly controlDir: string;
}

/** What is the same for all nodes of a network. */
export interface Harbour {
  readonly docker: OpenDocker;
  readonly scope: RunScope;
  readonly image: string;
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly launcher: ContainerLauncher | undefined;
  /** Whether pids and namespaces of containers are those of this machine. */
  readonly isHere: boolean;
  /** Where the nodes' directories lie, each named by the node's id. */
  readonly dir: string;
}

/** Where one node is reached. */
export interface Berth {
  readonly address: string;
  readonly ports: readonly { readonly container: number; readonly host: number }[];
}

export interface DockerNodeOptions {
  readonly harbour: Harbour;
  readonly berth: Berth;
  readonly node: PreparedNode;
  readonly hooks: NodeHooks;
  readonly showPeers: ShowPeers;
}

/**
 * A node as the one program of a container. Every start makes a new container of the same name, address, ports and
 * data, as kubelet does when it restarts one: a container that has ended is not started again.
 */
export class DockerNode extends RestartableNode implements PodControl {
  readonly kind = "docker";
  readonly address: string;
  readonly #berthing: Berthing;

  constructor(options: DockerNodeOptions) {
    const { hooks, node, harbour, berth } = options;
    const launched = harbour.launcher?.launcherOf(node.spec.id);
    const berthing = new Berthing(options, launched);
    const { prepare } = node;
    super({
      node: node.spec.id,
      scope: harbour.scope,
      ...hooks,
      ...(prepare === undefined ? {} : { prepare }),
      wallClock: launched?.wallClock,
      launch: ({ first }) => berthing.launch(first),
      accompany: () => berthing.accompany(),
    });
    this.#berthing = berthing;
    this.address = berth.address;
  }

  netns(): string | undefined {
    return this.#berthing.netns();
  }

  onNewNetns(then: () => Promise<void>): Disposable {
    const { listeners } = this.#berthing;
    listeners.add(then);
    return { [Symbol.dispose]: () => void listeners.delete(then) };
  }

  cgroups(): Readonly<Record<string, string>> {
    const pid = this.#berthing.pidHere();
    return pid === undefined ? {} : cgroupsOf(pid);
  }
}

/** The containers of one node, one after the other. */
class Berthing {
  readonly listeners = new Set<() => Promise<void>>();
  readonly #options: DockerNodeOptions;
  readonly #launched: ControlledLauncher | undefined;
  #container: RunningContainer | undefined;
  #pidHere: number | undefined;

  constructor(options: DockerNodeOptions, launched: ControlledLauncher | undefined) {
    this.#options = options;
    this.#launched = launched;
  }

  /** Undefined while there is no process, or it is on another machine. */
  pidHere(): number | undefined {
    return this.#pidHere;
  }

  netns(): string | undefined {
    return this.#pidHere === undefined ? undefined : `/proc/${this.#pidHere}/ns/net`;
  }

  async launch(first: boolean) {
    const { harbour, node, hooks, showPeers } = this.#options;
    const { command, firstCommand = command } = node;
    const { clock } = harbour.scope;
    if (this.#launched !== undefined) await makeDirectory(this.#launched.controlDir);
    const container = await runContainer(harbour.docker, {
      ...this.#containerOptions(first ? firstCommand : command),
      logFile: hooks.logFile,
      clock,
    });
    const { pid, exited, signal } = container;
    if (pid === undefined) throw await this.#endedAtOnce(container);
    this.#container = container;
    this.#pidHere = harbour.isHere && isInContainer(pid, container.id) ? pid : undefined;
    void exited.then(() => {
      if (this.#container === container) this.#pidHere = undefined;
    });
    try {
      if (node.spec.client === "geth") await showPeers(this.netns());
      await Promise.all([...this.listeners].map((then) => then()));
    } catch (error) {
      await container.release(); // nobody would know that it runs
      throw error;
    }
    return { pid, exited, signal };
  }

  /** The log is whole, and the name free for the next container, before the end counts as over. */
  accompany(): AsyncDisposable {
    const container = this.#container;
    const companion = this.#options.node.accompany?.();
    return {
      async [Symbol.asyncDispose]() {
        await companion?.[Symbol.asyncDispose]();
        await container?.release();
      },
    };
  }

  async #endedAtOnce(container: RunningContainer): Promise<NodeExitError> {
    const { node, hooks } = this.#options;
    const end: ContainerEnd = await container.exited;
    await container.release();
    const log = (await readTextIfThere(hooks.logFile)) ?? "";
    return new NodeExitError({ node: node.spec.id, ...end, lastLines: log.trimEnd().split("\n").slice(-10) });
  }

  #containerOptions(command: Command) {
    const { harbour, berth, node } = this.#options;
    const { scope, launcher, network, image, labels } = harbour;
    const { id } = node.spec;
    const program = this.#launched?.wrapCommand(command) ?? command;
    const mounts = [{ path: path.join(harbour.dir, id), readOnly: false }];
    if (launcher !== undefined) mounts.push({ path: launcher.binary, readOnly: true });
    if (this.#launched !== undefined) mounts.push({ path: this.#launched.controlDir, readOnly: false });
    return {
      name: `${network}-${id}`,
      hostName: id,
      image,
      command: [program.command, ...program.args],
      env: { ...node.env, ...scope.processMarks },
      labels: { ...labels, [nodeLabel]: id },
      network,
      ...berth,
      mounts,
      user: ownUser(),
      anySystemCall: launcher !== undefined,
    };
  }
}

const nodeLabel = "chaindrill.node";

/** The files of the nodes stay those of whoever started the run, who removes them in the end. */
function ownUser(): string | undefined {
  return process.platform === "linux" ? `${process.getuid?.()}:${process.getgid?.()}` : undefined;
}
