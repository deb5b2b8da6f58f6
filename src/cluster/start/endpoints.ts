import type { Endpoints } from "../../model/node.ts";

/** Where the harness finds a node at this address. */
export const endpointsAt = (
  host: string,
  ports: { readonly http: number; readonly ws: number; readonly p2p: number | undefined },
): Endpoints => ({
  rpcUrl: `http://${host}:${ports.http}`,
  wsUrl: `ws://${host}:${ports.ws}`,
  p2pPort: ports.p2p,
});
