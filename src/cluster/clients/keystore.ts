// Web3 Secret Storage (https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/),
// written here because `geth account import` takes most of a second per key.

import { createCipheriv, createHash, scryptSync } from "node:crypto";
import { keccak256 } from "ethers/crypto";
import type { Address } from "../../base/ids.ts";

/**
 * The keystore file of one key. The key derivation is the cheapest that the format allows and salt and vector come from
 * the key itself: it guards a testnet key that the run's seed tells anyway, and the same seed gives the same file.
 */
export function keystoreFile(options: { address: Address; privateKey: Buffer; password: string }): string {
  const salt = derive("salt", options.privateKey);
  const vector = derive("vector", options.privateKey).subarray(0, 16);
  const kdf = { n: 2, r: 8, p: 1 };
  const derived = scryptSync(options.password, salt, 32, { N: kdf.n, r: kdf.r, p: kdf.p });
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), vector);
  const ciphertext = Buffer.concat([cipher.update(options.privateKey), cipher.final()]);
  return JSON.stringify({
    version: 3,
    id: uuidFrom(derive("id", options.privateKey)),
    address: options.address.slice(2),
    crypto: {
      cipher: "aes-128-ctr",
      ciphertext: ciphertext.toString("hex"),
      cipherparams: { iv: vector.toString("hex") },
      kdf: "scrypt",
      kdfparams: { dklen: 32, ...kdf, salt: salt.toString("hex") },
      mac: keccak256(Buffer.concat([derived.subarray(16), ciphertext])).slice(2),
    },
  });
}

const derive = (what: string, privateKey: Buffer): Buffer =>
  createHash("sha256").update(`keystore/${what}`).update(privateKey).digest();

function uuidFrom(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
