import { z } from "zod";
import type { HttpFault } from "../../model/fault-details.ts";
import { durationMs, spelled, stringMap } from "../scalar-schemas.ts";
import type { ChaosKind } from "./chaos-kind.ts";
import { readSelection } from "./chaos-kind.ts";
import { podFaultShape } from "./common-schema.ts";
import { checkHttpChaos } from "./http-rules.ts";

const base64 = spelled({
  expected: "bytes in base64",
  hint: "such as the output of: echo -n text | base64",
  parse: (text) => {
    const bytes = Buffer.from(text, "base64");
    // Buffer skips what is no base64; what it understood must be all there was.
    return bytes.toString("base64").replace(/=+$/, "") === text.replace(/\s|=+$/g, "") ? bytes : undefined;
  },
});

const pairs = z.array(z.tuple([z.string(), z.string()])).default([]);

export const httpChaosSpec = z.strictObject({
  ...podFaultShape,
  target: z.enum(["Request", "Response"]),
  port: z.int().min(1).max(65_535),
  path: z.string().optional(),
  method: z.string().optional(),
  code: z.int().optional(),
  request_headers: stringMap.default({}),
  response_headers: stringMap.default({}),
  abort: z.boolean().default(false),
  delay: durationMs.optional(),
  replace: z
    .strictObject({
      path: z.string().optional(),
      method: z.string().optional(),
      code: z.int().optional(),
      body: base64.optional(),
      queries: stringMap.default({}),
      headers: stringMap.default({}),
    })
    .optional(),
  patch: z
    .strictObject({
      body: z.strictObject({ type: z.literal("JSON"), value: z.string() }).optional(),
      queries: pairs,
      headers: pairs,
    })
    .optional(),
  tls: z
    .strictObject({
      caName: z.string().optional(),
      certName: z.string(),
      keyName: z.string(),
      secretName: z.string(),
      secretNamespace: z.string(),
    })
    .optional(),
});
export type HttpChaosFile = z.output<typeof httpChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-http-chaos-on-kubernetes/ */
export const httpChaos: ChaosKind = {
  kind: "HTTPChaos",
  block: "httpChaos",
  spec: httpChaosSpec,
  read(spec: HttpChaosFile, context) {
    checkHttpChaos(spec, context);
    return { kind: "HTTPChaos", action: "http", selection: readSelection(spec, context), http: toHttpFault(spec) };
  },
};

function toHttpFault(spec: HttpChaosFile): HttpFault {
  const { target, port, path, method, code, request_headers, response_headers, abort, delay, replace, patch } = spec;
  return {
    target,
    match: { port, path, method, code, requestHeaders: request_headers, responseHeaders: response_headers },
    abort,
    delayMs: delay,
    replace: replace && {
      path: replace.path,
      method: replace.method,
      code: replace.code,
      body: replace.body,
      queries: replace.queries,
      headers: replace.headers,
    },
    patch: patch && { bodyJson: patch.body?.value, queries: patch.queries, headers: patch.headers },
  };
}
