// HTTPChaos on pods: a proxy in the node's network namespace, to which new connections are redirected, as Chaos Mesh
// does it (https://github.com/chaos-mesh/rs-tproxy). No undo is registered: the proxy carries the run's mark and ends
// with the harness, and the redirect goes with the namespace.

import { assert } from "../../base/assert.ts";
import { type ClusterNode, type PodControl, podRpcPort } from "../../model/node.ts";
import { askHttp } from "../../platform/http-proxy/ask-http.ts";
import { addRedirect, removeRedirect } from "../../platform/http-proxy/redirect.ts";
import { startHttpProxy } from "../../platform/http-proxy/start-http-proxy.ts";
import { HttpTap, type TapTools } from "../http/http-tap.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type HttpChaos, type HttpPlace, httpObjection, prepareHttp } from "./http-family.ts";
import type { FaultContext } from "./prepared-fault.ts";

const realTools: TapTools = { start: startHttpProxy, add: addRedirect, remove: removeRedirect };

/** HTTPChaos in the network namespaces of pods. */
export function podHttpFamily(options: { ask?: typeof askHttp; tools?: TapTools } = {}): FaultFamily<HttpChaos> {
  const { ask = askHttp, tools = realTools } = options;
  /** By node and port: several faults share a proxy. */
  const taps = new Map<string, HttpTap>();
  let faults = 0;
  const tapOf = (node: ClusterNode, control: PodControl, { scope }: FaultContext, port: number): HttpTap => {
    const key = `${node.id}:${port}`;
    const tap = taps.get(key) ?? new HttpTap({ node: node.id, control, port, scope, tools });
    taps.set(key, tap);
    return tap;
  };
  return {
    support(_, facts) {
      const { http } = facts.mechanisms;
      return http.works ? { kind: "native" } : { kind: "refused", why: http.why };
    },
    objection(action, request) {
      const cut = request.sources.find((node) => podOf(node)?.netns() === undefined);
      const objection = httpObjection(action, request);
      return objection ?? (cut === undefined ? undefined : `${cut.id} has no network namespace that can be entered`);
    },
    prepare(action, context) {
      const { port } = action.http.match;
      const places = context.request.sources.map((node): HttpPlace => {
        const control = podOf(node);
        assert(control !== undefined, `${node.id} is no pod: the driver's objection was not asked`);
        const origin = port === podRpcPort ? node.endpoints.rpcUrl : `http://${control.address}:${port}`;
        const tap = tapOf(node, control, context, port);
        return { port: { node: node.id, origin }, set: (name, rules) => tap.set(name, rules) };
      });
      // The same manifest may be going on twice.
      const name = `${context.request.fault.name}#${faults++}`;
      return prepareHttp(action, { context, places, name, ask });
    },
  };
}

function podOf({ control }: ClusterNode): PodControl | undefined {
  return control.kind === "netns" || control.kind === "docker" ? control : undefined;
}
