import { getAddress } from "ethers/address";
import { decryptKeystoreJsonSync } from "ethers/wallet";
import { describe, expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import { seededRandom } from "../../base/random.ts";
import { nodeKeys } from "./keys.ts";
import { keystoreFile } from "./keystore.ts";

describe("nodeKeys", () => {
  it("gives the same seed and node the same keys, whatever else was drawn", () => {
    const used = seededRandom(7);
    used.next();
    expect(nodeKeys(nodeId("signer-0"), used)).toEqual(nodeKeys(nodeId("signer-0"), seededRandom(7)));
  });

  it("gives other nodes and other seeds other keys, and no node one key for two purposes", () => {
    const keys = [
      nodeKeys(nodeId("signer-0"), seededRandom(7)),
      nodeKeys(nodeId("signer-1"), seededRandom(7)),
      nodeKeys(nodeId("signer-0"), seededRandom(8)),
    ].flatMap(({ signer, peer }) => [signer.privateKey.toString("hex"), peer.privateKey.toString("hex")]);
    expect(new Set(keys).size).toBe(6);
  });

  it("knows the address and public key of a known private key", () => {
    const one = Buffer.from("1".padStart(64, "0"), "hex");
    const fixed = { ...seededRandom(1), bytes32: () => one, stream: () => fixed };
    const { signer, peer } = nodeKeys(nodeId("any"), fixed);
    // The generator point of secp256k1 (SEC 2, section 2.4.1) and its address.
    expect(signer.address).toBe("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    expect(peer.publicKey).toBe(
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
    );
  });
});

describe("keystoreFile", () => {
  const { signer } = nodeKeys(nodeId("signer-0"), seededRandom(1));
  const file = keystoreFile({ ...signer, password: "secret" });

  it("can be opened with the password by another implementation of the format", () => {
    const opened = decryptKeystoreJsonSync(file, "secret");
    expect(opened).toEqual({
      address: getAddress(signer.address),
      privateKey: `0x${signer.privateKey.toString("hex")}`,
    });
  });

  it("cannot be opened with another password", () => {
    expect(() => decryptKeystoreJsonSync(file, "guess")).toThrow("incorrect password");
  });

  it("is the same for the same key", () => {
    expect(keystoreFile({ ...signer, password: "secret" })).toBe(file);
  });
});
