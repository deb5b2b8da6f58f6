// Signs transactions of type 2 (https://eips.ethereum.org/EIPS/eip-1559) an order of magnitude faster than a wallet
// library: what all of a corpus have in common is encoded once, and the rest is written into one buffer.

import secp256k1 from "secp256k1";
import { assert } from "../../base/assert.ts";
import type { Address } from "../../base/ids.ts";
import { keccak256 } from "./keccak.ts";

/** What all transactions of a signer have in common. */
export interface SigningTerms {
  readonly chainId: number;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

/** What a transaction is to do. */
export interface Request {
  readonly to: Address;
  readonly valueWei: bigint;
  readonly gasLimit: number;
  /** Input of a call; empty for a transfer of value. */
  readonly data: Uint8Array;
}

export interface UnsignedTransaction extends Request {
  readonly privateKey: Uint8Array;
  readonly nonce: number;
}

export interface SignedTransaction {
  /** What eth_sendRawTransaction takes, without 0x. */
  readonly raw: Buffer;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** Longest input that can be signed: the calls of a load need 68 bytes. */
export const dataBytesMax = 256;

const transactionType = 0x02;
const emptyString = 0x80;
const emptyList = 0xc0;
/** Up to here RLP puts the length of a string or list into its first byte. */
const shortBytesMax = 55;

/** The signature is deterministic (RFC 6979) and low-s: the same transaction gives the same bytes in every wallet. */
export function createSigner(terms: SigningTerms): (transaction: UnsignedTransaction) => SignedTransaction {
  const chainId = encodeInteger(BigInt(terms.chainId));
  const fees = Buffer.concat([encodeInteger(terms.maxPriorityFeePerGasWei), encodeInteger(terms.maxFeePerGasWei)]);
  const signature = new Uint8Array(64);
  // Kept free in front of the fields: the type, and the list's header, whose length is known last.
  const headroom = 4;
  const buffer = Buffer.alloc(headroom + dataBytesMax + 256);

  return ({ privateKey, nonce, to, valueWei, gasLimit, data }) => {
    assert(data.length <= dataBytesMax, `an input of ${data.length} bytes is longer than ${dataBytesMax}`);
    let at = headroom + chainId.copy(buffer, headroom);
    at = writeInteger(buffer, at, nonce);
    at += fees.copy(buffer, at);
    at = writeInteger(buffer, at, gasLimit);
    buffer[at] = 0x80 + 20;
    at += 1 + buffer.write(to.slice(2), at + 1, "hex");
    at = writeAmount(buffer, at, valueWei);
    at = writeBytes(buffer, at, data);
    buffer[at++] = emptyList; // no access list
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
  if (length <= shortBytesMax) {
    buffer[--at] = emptyList + length;
  } else {
    buffer[--at] = length & 0xff;
    if (length > 0xff) buffer[--at] = length >>> 8;
    buffer[at - 1] = emptyList + shortBytesMax + (fieldsAt - at);
    at -= 1;
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

/** RLP of an amount: nearly always a small one, which needs no digits to be made. */
function writeAmount(buffer: Buffer, at: number, value: bigint): number {
  if (value < 0x1_0000_0000n) return writeInteger(buffer, at, Number(value));
  return at + encodeInteger(value).copy(buffer, at);
}

function writeBytes(buffer: Buffer, at: number, bytes: Uint8Array): number {
  const [first = 0] = bytes;
  let next = at;
  if (bytes.length > 0xff) {
    buffer[next++] = 0x80 + shortBytesMax + 2;
    next = buffer.writeUInt16BE(bytes.length, next);
  } else if (bytes.length > shortBytesMax) {
    buffer[next++] = 0x80 + shortBytesMax + 1;
    buffer[next++] = bytes.length;
  } else if (bytes.length !== 1 || first >= 0x80) {
    buffer[next++] = emptyString + bytes.length;
  }
  buffer.set(bytes, next);
  return next + bytes.length;
}

/** RLP of a 32-byte scalar. One in 256 begins with a zero byte, which must not be written. */
function writeScalar(buffer: Buffer, at: number, scalar: Uint8Array): number {
  let zeros = 0;
  while (zeros < 31 && scalar[zeros] === 0) zeros += 1;
  return writeBytes(buffer, at, scalar.subarray(zeros));
}

function encodeInteger(value: bigint): Buffer {
  const hex = value === 0n ? "" : value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const encoded = Buffer.alloc(1 + bytes.length);
  return encoded.subarray(0, writeBytes(encoded, 0, bytes));
}
