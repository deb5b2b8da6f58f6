import type { PodControl } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { joiningCgroups, type NodeCgroups } from "../../platform/cgroups.ts";
import { netnsPath, podNetns } from "../../platform/netns.ts";
import type { Command } from "../clients/command.ts";
import type { NodeHooks, NodeLauncher } from "../start/ground.ts";
import type { PreparedNode } from "../start/prepared-network.ts";
import { startLife } from "../start/process-life.ts";
import { RestartableNode } from "../start/restartable-node.ts";

export interface NetnsNodeOptions {
  readonly node: PreparedNode;
  readonly hooks: NodeHooks;
  readonly scope: RunScope;
  readonly address: string;
  /** Empty when it has none. */
  readonly cgroups: NodeCgroups;
  readonly launcher: NodeLauncher | undefined;
}

/** A node as a process in a network namespace, and cgroups, of its own. */
export class NetnsNode extends RestartableNode implements PodControl {
  readonly kind = "netns";
  readonly address: string;
  readonly #netns: string;
  readonly #cgroups: NodeCgroups;

  constructor({ node, hooks, scope, address, cgroups, launcher }: NetnsNodeOptions) {
    const { spec, command, firstCommand = command, prepare, accompany } = node;
    const env = { ...node.env, ...scope.processMarks };
    const netns = netnsPath(podNetns(scope.runId, spec.id));
    super({
      node: spec.id,
      scope,
      ...hooks,
      ...(prepare === undefined ? {} : { prepare }),
      ...(accompany === undefined ? {} : { accompany }),
      wallClock: launcher?.wallClock,
      launch({ first }) {
        const program = first ? firstCommand : command;
        const launched = launcher?.wrapCommand(program) ?? program;
        return startLife({ command: podCommand({ netns, cgroups, program: launched }), env, logFile: hooks.logFile });
      },
    });
    this.address = address;
    this.#netns = netns;
    this.#cgroups = cgroups;
  }

  netns(): string {
    return this.#netns;
  }

  /** Never: the namespace is there before the node is first started, and stays until the end of the run. */
  onNewNetns(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }

  cgroups(): NodeCgroups {
    return this.#cgroups;
  }
}

/** Each step becomes the next by exec: the pid that is started is the node's own. */
export function podCommand(options: { netns: string; cgroups: NodeCgroups; program: Command }): Command {
  const inside = joiningCgroups(options.cgroups, options.program);
  return { command: "nsenter", args: [`--net=${options.netns}`, "--", inside.command, ...inside.args] };
}
