// What the harness tells the HTTP proxy over an IPC channel, which carries JSON. The answer to "open" is the ports.

import type { HttpFault } from "../../model/fault-details.ts";

/** Where to listen and where to pass on to. */
export interface HttpRoute {
  readonly listen: { readonly host: string /** 0: any that is free. */; readonly port: number };
  readonly target: { readonly host: string; readonly port: number };
}

/** A fault whose new body, if it has one, is Base64. */
export interface FaultMessage {
  readonly fault: HttpFault;
  readonly body: string | undefined;
}

export type HttpCommand =
  | { readonly type: "open"; readonly routes: readonly HttpRoute[] }
  | { readonly type: "set"; readonly route: number; readonly name: string; readonly faults: readonly FaultMessage[] }
  /** Takes no further connection, and ends those that are there after their next answer. */
  | { readonly type: "drain"; readonly withinMs: number };

export function toMessage(fault: HttpFault): FaultMessage {
  const { replace } = fault;
  if (replace?.body === undefined) return { fault, body: undefined };
  const body = Buffer.from(replace.body).toString("base64");
  return { fault: { ...fault, replace: { ...replace, body: undefined } }, body };
}

export function fromMessage({ fault, body }: FaultMessage): HttpFault {
  if (fault.replace === undefined || body === undefined) return fault;
  return { ...fault, replace: { ...fault.replace, body: Buffer.from(body, "base64") } };
}
