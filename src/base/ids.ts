declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Name of a node inside its cluster, such as `signer-3`. The same word a Kubernetes pod name would be. */
export type NodeId = Brand<string, "NodeId">;
/** Id of one run: short, lower-case, unique on this machine. */
export type RunId = Brand<string, "RunId">;
/** Lower-case 0x-prefixed 32-byte hash of a transaction. */
export type TxHash = Brand<string, "TxHash">;
/** Lower-case 0x-prefixed 32-byte hash of a block. */
export type BlockHash = Brand<string, "BlockHash">;
/** Lower-case 0x-prefixed 20-byte address. */
export type Address = Brand<string, "Address">;

export const nodeId = (text: string): NodeId => text as NodeId;
export const runId = (text: string): RunId => text as RunId;
export const txHash = (text: string): TxHash => text.toLowerCase() as TxHash;
export const blockHash = (text: string): BlockHash => text.toLowerCase() as BlockHash;
export const address = (text: string): Address => text.toLowerCase() as Address;
