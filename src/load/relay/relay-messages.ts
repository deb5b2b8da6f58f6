import type { RelayTarget } from "./relay.ts";

/** Sent once, to the relay. */
export interface RelayOrder {
  readonly targets: readonly RelayTarget[];
  readonly delayMs: number;
}

/** Its answer: a port of loopback for each target, in order. */
export type RelayReport = { readonly ports: readonly number[] } | { readonly error: string };
