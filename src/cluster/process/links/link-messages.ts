// What the harness tells the link proxy over their IPC channel. The answer is ports: of all routes to "open", of the
// way to the sink to "measure", none to the rest.

import type { LinkId, LinkShape } from "../../../model/node.ts";
import type { LinkRoute } from "./link-proxy.ts";

export type LinkCommand =
  | { readonly type: "open"; readonly routes: readonly LinkRoute[] }
  | { readonly type: "cut"; readonly cut: string; readonly links: readonly LinkId[] }
  | { readonly type: "heal"; readonly cut: string }
  | { readonly type: "shape"; readonly name: string; readonly links: readonly LinkId[]; readonly shape: LinkShape }
  | { readonly type: "measure"; readonly link: LinkId }
  | { readonly type: "unshape"; readonly name: string };
