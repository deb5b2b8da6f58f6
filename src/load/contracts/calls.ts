// What the load asks of the contracts in fixtures/contracts: where they are, and how a call is encoded
// (https://docs.soliditylang.org/en/latest/abi-spec.html).

import { type Address, address } from "../../base/ids.ts";
import { logsPerCall, roundsPerCall, slotsPerCall } from "../../model/counted-calls.ts";
import { keccak256 } from "../corpus/keccak.ts";

/** Genesis puts them there; nobody has keys to these addresses. */
export const counterAddress: Address = address("0xc0de000000000000000000000000000000000001");
export const tokenAddress: Address = address("0xc0de000000000000000000000000000000000002");
export const slotsAddress: Address = address("0xc0de000000000000000000000000000000000003");
export const hasherAddress: Address = address("0xc0de000000000000000000000000000000000004");
export const loggerAddress: Address = address("0xc0de000000000000000000000000000000000005");

/** First four bytes of the hash of a function's signature, such as `transfer(address,uint256)`. */
export function selectorOf(signature: string): Buffer {
  return Buffer.from(keccak256(Buffer.from(signature, "latin1")).subarray(0, 4));
}

const incrementCall = selectorOf("increment()");
const transferSelector = selectorOf("transfer(address,uint256)");
const approveSelector = selectorOf("approve(address,uint256)");
const writeCall = withNumber(selectorOf("write(uint256)"), slotsPerCall);
const hashCall = withNumber(selectorOf("hash(uint256)"), roundsPerCall);
const logCall = withNumber(selectorOf("log(uint256)"), logsPerCall);

/** `increment()` of the counter. */
export const encodeIncrement = (): Buffer => incrementCall;

/** `write(slotsPerCall)` of the slots. */
export const encodeWrite = (): Buffer => writeCall;

/** `hash(roundsPerCall)` of the hasher. */
export const encodeHash = (): Buffer => hashCall;

/** `log(logsPerCall)` of the logger. */
export const encodeLog = (): Buffer => logCall;

/** `transfer(to, amount)` of the token. */
export const encodeTokenTransfer = ({ to, amount }: { to: Address; amount: number }): Buffer =>
  withNumber(withAddress(transferSelector, to), amount);

/** `approve(spender, amount)` of the token. */
export const encodeTokenApproval = ({ spender, amount }: { spender: Address; amount: number }): Buffer =>
  withNumber(withAddress(approveSelector, spender), amount);

function withAddress(start: Buffer, to: Address): Buffer {
  const data = Buffer.alloc(start.length + 32);
  start.copy(data);
  data.write(to.slice(2), start.length + 12, "hex");
  return data;
}

function withNumber(start: Buffer, value: number): Buffer {
  const data = Buffer.alloc(start.length + 32);
  start.copy(data);
  data.writeBigUInt64BE(BigInt(value), data.length - 8);
  return data;
}
