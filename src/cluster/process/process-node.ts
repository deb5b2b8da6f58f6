import type { NodeId } from "../../base/ids.ts";
import type { HttpGate, LinkControl, ProcessControl } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { NodeHooks, NodeLauncher } from "../start/ground.ts";
import type { PreparedNode } from "../start/prepared-network.ts";
import { startLife } from "../start/process-life.ts";
import { RestartableNode } from "../start/restartable-node.ts";
import type { GateOf } from "./http-gates.ts";

export interface ProcessNodeOptions {
  readonly node: PreparedNode;
  readonly hooks: NodeHooks;
  readonly scope: RunScope;
  readonly links: LinkControl | undefined;
  readonly gateOf: GateOf;
  readonly launcher: ((node: NodeId) => NodeLauncher) | undefined;
}

/** A node as a process of this machine, on its loopback device. */
export class ProcessNode extends RestartableNode implements ProcessControl {
  readonly kind = "process";
  readonly links: LinkControl | undefined;
  readonly httpGate: HttpGate | undefined;

  constructor({ node, hooks, scope, links, gateOf, launcher }: ProcessNodeOptions) {
    const { spec, command, firstCommand = command, prepare, accompany } = node;
    const env = { ...node.env, ...scope.processMarks };
    const launched = launcher?.(spec.id);
    super({
      node: spec.id,
      scope,
      ...hooks,
      ...(prepare === undefined ? {} : { prepare }),
      ...(accompany === undefined ? {} : { accompany }),
      wallClock: launched?.wallClock,
      launch({ first }) {
        const program = first ? firstCommand : command;
        return startLife({ command: launched?.wrapCommand(program) ?? program, env, logFile: hooks.logFile });
      },
    });
    this.links = links;
    this.httpGate = gateOf(spec.id);
  }
}
