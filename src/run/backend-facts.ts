import type { BackendFacts, BackendKind } from "../model/node.ts";
import { implementedBackends } from "./run-request.ts";

/** What a backend can do here, as far as it can be told before its tools are there. */
export function backendFacts(kind: BackendKind): BackendFacts {
  if (implementedBackends.includes(kind)) return { kind, available: true, links: true };
  return { kind, available: false, why: "it is not part of this version", links: false };
}
