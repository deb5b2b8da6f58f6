// Rules for HTTPChaos: those of Chaos Mesh's webhook, and what it accepts without effect.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/api/v1alpha1/httpchaos_webhook.go

import { suggestion } from "../suggest.ts";
import type { SpecContext } from "./chaos-kind.ts";
import type { HttpChaosFile } from "./http-chaos.ts";

const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT"];

/** Reports what is wrong with an HTTPChaos beyond its structure. */
export function checkHttpChaos(spec: HttpChaosFile, context: SpecContext): void {
  const { path, findings } = context;
  const { abort, delay, replace, patch, method, tls } = spec;
  if (!abort && !delay && replace === undefined && patch === undefined) {
    findings.error({
      path: [...path],
      message: "expected abort, delay, replace or patch, found none of them: nothing would happen",
      hint: "such as abort: true, or delay: 300ms",
    });
  }
  if (spec.target === "Request" && method !== undefined && !methods.includes(method)) {
    findings.error({
      path: [...path, "method"],
      message: `expected a method of HTTP with target Request, found ${JSON.stringify(method)}: Chaos Mesh refuses it`,
      hint: suggestion(method, methods),
    });
  }
  if (tls !== undefined) {
    findings.error({
      path: [...path, "tls"],
      message: "expected no tls, found one: the RPC ports of a testnet speak plain HTTP, and have no certificates",
      at: "key",
    });
  }
  checkPatchBody(spec, context);
  checkUseless(spec, context);
}

function checkPatchBody({ patch }: HttpChaosFile, { path, findings }: SpecContext): void {
  if (patch?.body === undefined || isJson(patch.body.value)) return;
  findings.error({
    path: [...path, "patch", "body", "value"],
    message: `expected JSON with type JSON, found ${JSON.stringify(patch.body.value.slice(0, 60))}`,
    hint: `such as value: '{"result": null}'`,
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the answer to the question
  }
}

/** What belongs to the other direction is silently without effect there. */
function checkUseless(spec: HttpChaosFile, { path, findings }: SpecContext): void {
  const { target, code, response_headers, replace, patch } = spec;
  const useless: readonly (readonly [string, boolean])[] =
    target === "Request"
      ? [
          ["code", code !== undefined],
          ["response_headers", Object.keys(response_headers).length > 0],
          ["replace.code", replace?.code !== undefined],
        ]
      : [
          ["replace.path", replace?.path !== undefined],
          ["replace.method", replace?.method !== undefined],
          ["replace.queries", Object.keys(replace?.queries ?? {}).length > 0],
          ["patch.queries", (patch?.queries ?? []).length > 0],
        ];
  for (const [key] of useless.filter(([, given]) => given)) {
    findings.warn({
      path: [...path, ...key.split(".")],
      message: `expected no ${key} with target ${target}, found one: it is ignored`,
      at: "key",
    });
  }
}
