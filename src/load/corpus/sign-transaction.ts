// Signs transactions an order of magnitude faster than a wallet library: what all of a corpus have in common is encoded
// once, and the rest is written into one buffer.
//
//   legacy        nonce, gas price, gas, to, value, data, v, r, s                 EIP-155 puts the chain into v
//   access-list   1 | chain, nonce, gas price, gas, to, value, data, list, parity, r, s                     EIP-2930
//   dynamic-fee   2 | chain, nonce, tip, price at most, gas, to, value, data, list, parity, r, s            EIP-1559
//
// https://eips.ethereum.org/EIPS/eip-155, https://eips.ethereum.org/EIPS/eip-2930, https://eips.ethereum.org/EIPS/eip-1559

import secp256k1 from "secp256k1";
import { assert } from "../../base/assert.ts";
import type { Address } from "../../base/ids.ts";
import { keccak256 } from "./keccak.ts";
import {
  emptyList,
  emptyString,
  encodeInteger,
  writeAddress,
  writeAmount,
  writeBytes,
  writeInteger,
  writeListHeader,
  writeScalar,
} from "./write-rlp.ts";

/** What all transactions of a signer have in common. */
export interface SigningTerms {
  readonly chainId: number;
  /** Those that name one price, legacy and access-list, pay it in full: they go first when blocks are full. */
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

export type Envelope = "legacy" | "access-list" | "dynamic-fee";

/** What a transaction is to do. */
export interface Request {
  readonly envelope: Envelope;
  /** Undefined: it creates a contract. */
  readonly to: Address | undefined;
  readonly valueWei: bigint;
  readonly gasLimit: number;
  /** Input of a call, or the code that makes a contract; empty for a transfer of value. */
  readonly data: Uint8Array;
  /** An address and one of its slots, announced; not in a legacy transaction. */
  readonly access?: { readonly address: Address; readonly slot: Uint8Array } | undefined;
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

/** Longest input that can be signed: the calls of a load need 68 bytes, a creation 192. */
export const dataBytesMax = 256;
/** All the rest at its longest: two numbers of 33 bytes for fees, signature, access list, and those that are short. */
const restBytesMax = 320;
/** No signed transaction is longer. */
export const rawBytesMax = dataBytesMax + restBytesMax;

const typeOf = { legacy: undefined, "access-list": 0x01, "dynamic-fee": 0x02 } as const;
/** Kept free in front of the fields: the type, and the list's header, whose length is known last. */
const headroom = 4;
const accessBytes = 20 + 1 + 33 + 1;

/** The signature is deterministic (RFC 6979) and low-s: the same transaction gives the same bytes in every wallet. */
export function createSigner(terms: SigningTerms): (transaction: UnsignedTransaction) => SignedTransaction {
  const { chainId } = terms;
  const chain = encodeInteger(BigInt(chainId));
  const price = encodeInteger(terms.maxFeePerGasWei);
  const fees = Buffer.concat([encodeInteger(terms.maxPriorityFeePerGasWei), price]);
  const signature = new Uint8Array(64);
  const buffer = Buffer.alloc(headroom + rawBytesMax);

  const seal = (type: number | undefined, end: number): Buffer => {
    let at = writeListHeader(buffer, headroom, end);
    if (type !== undefined) buffer[--at] = type;
    return buffer.subarray(at, end);
  };

  return (transaction) => {
    const { envelope, data, privateKey } = transaction;
    assert(data.length <= dataBytesMax, `an input of ${data.length} bytes is longer than ${dataBytesMax}`);
    const type = typeOf[envelope];
    let at = headroom;
    if (type !== undefined) at += chain.copy(buffer, at);
    at = writeInteger(buffer, at, transaction.nonce);
    at += (envelope === "dynamic-fee" ? fees : price).copy(buffer, at);
    at = writeAct(buffer, at, transaction);
    if (type !== undefined) at = writeAccess(buffer, at, transaction.access);
    const { recid } = secp256k1.ecdsaSign(keccak256(seal(type, signedEnd(at, type))), privateKey, {}, signature);
    at = writeInteger(buffer, at, type === undefined ? chainId * 2 + 35 + recid : recid);
    at = writeScalar(buffer, at, signature.subarray(0, 32));
    at = writeScalar(buffer, at, signature.subarray(32));
    const raw = Buffer.from(seal(type, at));
    return { raw, hash: keccak256(raw) };
  };

  /** A legacy transaction is signed with the chain and two zeros where v, r and s will be (EIP-155). */
  function signedEnd(at: number, type: number | undefined): number {
    if (type !== undefined) return at;
    const end = at + chain.copy(buffer, at);
    buffer[end] = emptyString;
    buffer[end + 1] = emptyString;
    return end + 2;
  }
}

/** What is done: gas, to whom, value, and input. */
function writeAct(buffer: Buffer, start: number, { gasLimit, to, valueWei, data }: Request): number {
  let at = writeInteger(buffer, start, gasLimit);
  if (to === undefined) buffer[at++] = emptyString;
  else at = writeAddress(buffer, at, to);
  at = writeAmount(buffer, at, valueWei);
  return writeBytes(buffer, at, data);
}

/** A list of one entry, which is a list of an address and a list of one slot. */
function writeAccess(buffer: Buffer, start: number, access: Request["access"]): number {
  let at = start;
  if (access === undefined) {
    buffer[at++] = emptyList;
    return at;
  }
  // The entry has exactly as many bytes as its header can still say; the list around it has one more than that.
  buffer[at++] = 0xf8;
  buffer[at++] = accessBytes + 1;
  buffer[at++] = emptyList + accessBytes;
  at = writeAddress(buffer, at, access.address);
  buffer[at++] = emptyList + 33;
  return writeBytes(buffer, at, access.slot);
}
