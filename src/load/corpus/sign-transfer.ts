// Signs value transfers of type 2 (https://eips.ethereum.org/EIPS/eip-1559) an order of magnitude faster than a wallet
// library: only the nonce and the recipient change from one to the next, so the rest is encoded once.

import secp256k1 from "secp256k1";
import type { Address } from "../../base/ids.ts";
import { keccak256 } from "./keccak.ts";

export const transferGas = 21_000;

const gwei = 1_000_000_000n;
/**
 * Well above what a chain under load asks for. Canaries pay the same as the load: they wait in the queue of everybody,
 * or they would measure a queue of their own.
 */
export const transferFees = { maxFeePerGasWei: 100n * gwei, maxPriorityFeePerGasWei: gwei };

export interface TransferTerms {
  readonly chainId: number;
  readonly valueWei: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

export interface Transfer {
  readonly privateKey: Uint8Array;
  readonly to: Address;
  readonly nonce: number;
}

export interface SignedTransfer {
  /** What eth_sendRawTransaction takes, without 0x. */
  readonly raw: Buffer;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

const transactionType = 0x02;
const emptyString = 0x80;
const emptyList = 0xc0;

/** The signature is deterministic (RFC 6979) and low-s: the same transfer gives the same bytes in every wallet. */
export function createTransferSigner(terms: TransferTerms): (transfer: Transfer) => SignedTransfer {
  const beforeNonce = encodeInteger(BigInt(terms.chainId));
  const beforeTo = Buffer.concat([
    encodeInteger(terms.maxPriorityFeePerGasWei),
    encodeInteger(terms.maxFeePerGasWei),
    encodeInteger(BigInt(transferGas)),
  ]);
  const afterTo = Buffer.concat([encodeInteger(terms.valueWei), Buffer.from([emptyString, emptyList])]);
  const signature = new Uint8Array(64);
  // Three bytes are kept free in front of the fields: the type, and the list's header, whose length is known last.
  const headroom = 3;
  const buffer = Buffer.alloc(256);

  return ({ privateKey, to, nonce }) => {
    let at = headroom + beforeNonce.copy(buffer, headroom);
    at = writeInteger(buffer, at, nonce);
    at += beforeTo.copy(buffer, at);
    buffer[at] = 0x80 + 20;
    at += 1 + buffer.write(to.slice(2), at + 1, "hex");
    at += afterTo.copy(buffer, at);
    const { recid } = secp256k1.ecdsaSign(keccak256(seal(buffer, headroom, at)), privateKey, {}, signature);
    at = writeInteger(buffer, at, recid);
    at = writeScalar(buffer, at, signature.subarray(0, 32));
    at = writeScalar(buffer, at, signature.subarray(32));
    const raw = Buffer.from(seal(buffer, headroom, at));
    return { raw, hash: keccak256(raw) };
  };
}

/** Puts the list's header and the type in front of the fields; a view, not a copy. */
function seal(buffer: Buffer, fieldsAt: number, end: number): Buffer {
  const length = end - fieldsAt;
  let at = fieldsAt;
  if (length <= 55) {
    buffer[--at] = emptyList + length;
  } else {
    buffer[--at] = length; // below 256: the buffer is no longer
    buffer[--at] = emptyList + 55 + 1;
  }
  buffer[--at] = transactionType;
  return buffer.subarray(at, end);
}

/** RLP of an integer below 2^32: big-endian without leading zeros, a single byte below 0x80 as itself. */
function writeInteger(buffer: Buffer, at: number, value: number): number {
  if (value === 0) {
    buffer[at] = emptyString;
    return at + 1;
  }
  if (value < 0x80) {
    buffer[at] = value;
    return at + 1;
  }
  const length = value < 0x100 ? 1 : value < 0x1_0000 ? 2 : value < 0x100_0000 ? 3 : 4;
  buffer[at] = 0x80 + length;
  return buffer.writeUIntBE(value, at + 1, length);
}

/** RLP of a 32-byte scalar. One in 256 begins with a zero byte, which must not be written. */
function writeScalar(buffer: Buffer, at: number, scalar: Uint8Array): number {
  let zeros = 0;
  while (zeros < 31 && scalar[zeros] === 0) zeros += 1;
  const significant = scalar.subarray(zeros);
  if (significant.length === 1 && (significant[0] ?? 0) < 0x80) {
    buffer[at] = significant[0] ?? 0;
    return at + 1;
  }
  buffer[at] = 0x80 + significant.length;
  buffer.set(significant, at + 1);
  return at + 1 + significant.length;
}

function encodeInteger(value: bigint): Buffer {
  if (value === 0n) return Buffer.from([emptyString]);
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return bytes.length === 1 && (bytes[0] ?? 0) < 0x80
    ? bytes
    : Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
}
