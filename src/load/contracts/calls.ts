// What the load asks of the contracts in fixtures/contracts: where they are, and how a call is encoded
// (https://docs.soliditylang.org/en/latest/abi-spec.html).

import { type Address, address } from "../../base/ids.ts";
import { keccak256 } from "../corpus/keccak.ts";

/** Genesis puts them there; nobody has keys to these addresses. */
export const counterAddress: Address = address("0xc0de000000000000000000000000000000000001");
export const tokenAddress: Address = address("0xc0de000000000000000000000000000000000002");

/** The first increment writes a slot that was zero and uses 43,408 of it; all others use 26,308. */
export const incrementGas = 60_000;
/** Between accounts that both have tokens about 34,400 are used. */
export const tokenTransferGas = 80_000;

/** First four bytes of the hash of a function's signature, such as `transfer(address,uint256)`. */
export function selectorOf(signature: string): Buffer {
  return Buffer.from(keccak256(Buffer.from(signature, "latin1")).subarray(0, 4));
}

const incrementCall = selectorOf("increment()");
const transferSelector = selectorOf("transfer(address,uint256)");

/** `increment()` of the counter. */
export const encodeIncrement = (): Buffer => incrementCall;

/** `transfer(to, amount)` of the token. */
export function encodeTokenTransfer({ to, amount }: { to: Address; amount: number }): Buffer {
  const data = Buffer.alloc(4 + 2 * 32);
  transferSelector.copy(data);
  data.write(to.slice(2), 4 + 12, "hex");
  data.writeBigUInt64BE(BigInt(amount), 4 + 2 * 32 - 8);
  return data;
}
