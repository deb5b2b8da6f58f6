import { SigningKey } from "ethers/crypto";
import { computeAddress } from "ethers/transaction";
import { type Address, address, type NodeId } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";

/** Keys of one node, always the same for the same seed and node. */
export interface NodeKeys {
  /** Seals blocks; without meaning for a node that does not. */
  readonly signer: { readonly privateKey: Buffer; readonly address: Address };
  /** Identity among peers (https://github.com/ethereum/devp2p/blob/master/enr.md): 64 bytes of public key, in hexadecimal. */
  readonly peer: { readonly privateKey: Buffer; readonly publicKey: string };
}

/** Derives both keys of a node from the run's randomness. */
export function nodeKeys(node: NodeId, random: Random): NodeKeys {
  const signer = random.stream("keys").bytes32(node);
  const peer = random.stream("peer-keys").bytes32(node);
  return {
    signer: { privateKey: signer, address: address(computeAddress(new SigningKey(signer))) },
    peer: { privateKey: peer, publicKey: new SigningKey(peer).publicKey.slice("0x04".length) },
  };
}
