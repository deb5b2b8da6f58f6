import { assert } from "../../base/assert.ts";
import { type ClusterNode, type HttpGate, podRpcPort } from "../../model/node.ts";
import { askHttp } from "../../platform/http-proxy/ask-http.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type HttpChaos, type HttpPlace, httpObjection, prepareHttp } from "./http-family.ts";

/** HTTPChaos on processes: a proxy that stands before the RPC port from the start is given the rules. */
export function gateHttpFamily(options: { ask?: typeof askHttp } = {}): FaultFamily<HttpChaos> {
  const { ask = askHttp } = options;
  let faults = 0;
  return {
    support(_, facts) {
      const { http } = facts.mechanisms;
      if (!http.works) return { kind: "refused", why: http.why };
      const how =
        "an HTTP proxy stands before every node's RPC port for the whole run, and changes what passes on connections opened after the fault began; in a pod it is put there for the time of the fault";
      return { kind: "emulated", how };
    },
    objection(action, request) {
      const { port } = action.http.match;
      if (port !== podRpcPort) {
        return `port ${port}: only the RPC port, which manifests call ${podRpcPort}, has a proxy before it`;
      }
      const without = request.sources.find((node) => gateOf(node) === undefined);
      return without === undefined ? httpObjection(action, request) : `${without.id} has no proxy before its RPC port`;
    },
    prepare(action, context) {
      const places = context.request.sources.map((node): HttpPlace => {
        const gate = gateOf(node);
        assert(gate !== undefined, `${node.id} has no gate: the driver's objection was not asked`);
        const port = { node: node.id, origin: node.endpoints.rpcUrl };
        return { port, set: (name, rules) => gate.set(name, rules) };
      });
      // The same manifest may be going on twice.
      const name = `${context.request.fault.name}#${faults++}`;
      return prepareHttp(action, { context, places, name, ask });
    },
  };
}

function gateOf({ control }: ClusterNode): HttpGate | undefined {
  return control.kind === "process" ? control.httpGate : undefined;
}
