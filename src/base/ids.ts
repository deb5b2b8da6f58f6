declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Name of a node inside its cluster, such as `signer-3`. The same word a Kubernetes pod name would be. */
export type NodeId = Brand<string, "NodeId">;
/** Id of one run: short, lower-case, unique on this machine. */
export type RunId = Brand<string, "RunId">;
/** Lower-case 0x-prefixed 32-byte hash of a transaction. */
export type TxHash = Brand<string, "TxHash">;
/** Lower-case 0x-prefixed 20-byte address. */
export type Address = Brand<string, "Address">;

// Whoever reads text at an edge names it once; hashes and addresses are compared in lower case.
export const nodeId = (text: string): NodeId => text as NodeId;
export const runId = (text: string): RunId => text as RunId;
export const txHash = (text: string): TxHash => text.toLowerCase() as TxHash;
export const address = (text: string): Address => text.toLowerCase() as Address;
