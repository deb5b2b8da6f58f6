// What the harness and the link proxy say to each other over their IPC channel. Every request is answered once.

import type { LinkId } from "../../../model/node.ts";
import type { LinkRoute } from "./link-proxy.ts";

export type LinkCommand =
  | { readonly type: "open"; readonly routes: readonly LinkRoute[] }
  | { readonly type: "cut"; readonly cut: string; readonly links: readonly LinkId[] }
  | { readonly type: "heal"; readonly cut: string };

export interface LinkRequest {
  readonly id: number;
  readonly command: LinkCommand;
}

export type LinkReply =
  | { readonly id: number; readonly ok: true; readonly ports: readonly number[] }
  | { readonly id: number; readonly ok: false; readonly error: string };
