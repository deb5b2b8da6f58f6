// Accounts that belong to the harness. Their keys follow from the seed, so that a run can be repeated and genesis can
// fund them before anything is signed. They are worth nothing outside a testnet.

import secp256k1 from "secp256k1";
import { type Address, address } from "../../base/ids.ts";
import { type Random, seededRandom } from "../../base/random.ts";
import { keccak256 } from "./keccak.ts";

export interface Account {
  readonly address: Address;
  /** 32 bytes. */
  readonly privateKey: Buffer;
}

/** Accounts that the load of that name sends from: the same ones for the same seed. */
export function loadAccounts(options: { seed: number; count: number; load: string }): Account[] {
  return accounts(seededRandom(options.seed, `accounts/load/${options.load}`), options.count);
}

/** Accounts that canary transactions are sent from; no load shares them, so a canary never queues behind a load's nonce. */
export function canaryAccounts(options: { seed: number; count: number }): Account[] {
  return accounts(seededRandom(options.seed, "accounts/canary"), options.count);
}

function accounts(random: Random, count: number): Account[] {
  return Array.from({ length: count }, (_, index) => accountOf(privateKey(random, `${index}`)));
}

/** The account a private key opens: its address is the last 20 bytes of the public key's hash (yellow paper, appendix F). */
export function accountOf(key: Buffer): Account {
  const publicKey = secp256k1.publicKeyCreate(key, false).subarray(1);
  const hash = Buffer.from(keccak256(publicKey));
  return { address: address(`0x${hash.toString("hex", 12)}`), privateKey: key };
}

/** Not every 32 bytes are a key: zero and the 2^128 numbers from the group's order up are none. */
function privateKey(random: Random, name: string): Buffer {
  const key = random.bytes32(name);
  return secp256k1.privateKeyVerify(key) ? key : privateKey(random, `${name}'`);
}
