// The thread that signs. It gets everything it needs when it starts, then ranges of lines, and answers in their order.

import { parentPort, workerData } from "node:worker_threads";
import { present } from "../../base/assert.ts";
import type { Address } from "../../base/ids.ts";
import { type CorpusLayout, placeOf } from "./layout.ts";
import { createTransferSigner, type TransferTerms } from "./sign-transfer.ts";

export interface SigningJob {
  readonly layout: CorpusLayout;
  readonly terms: TransferTerms;
  /** 32 bytes for each account. */
  readonly privateKeys: Uint8Array;
  readonly addresses: readonly Address[];
}

export interface LineRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface SignedLines extends LineRange {
  /** One line for each transaction: 0x, hexadecimal, newline. */
  readonly text: Uint8Array;
  /** 32 bytes for each transaction. */
  readonly hashes: Uint8Array;
}

/** A raw transfer has at most 120 bytes with the largest nonce, fees and chain id there are room for. */
const lineBytesMax = 2 * 160 + 3;

/** Signs a range of lines. Every account pays its neighbour, so that balances stay where they are. */
export function signLines(job: SigningJob, range: LineRange, sign = createTransferSigner(job.terms)): SignedLines {
  const count = range.to - range.from;
  const text = Buffer.allocUnsafeSlow(count * lineBytesMax);
  const hashes = new Uint8Array(count * 32);
  let at = 0;
  for (let line = range.from; line < range.to; line++) {
    const { account, nonce } = placeOf(job.layout, line);
    const { raw, hash } = sign({
      privateKey: job.privateKeys.subarray(account * 32, account * 32 + 32),
      to: recipientOf(job.addresses, account),
      nonce,
    });
    at += text.write("0x", at, "latin1");
    at += text.write(raw.toString("hex"), at, "latin1");
    at += text.write("\n", at, "latin1");
    hashes.set(hash, (line - range.from) * 32);
  }
  return { ...range, text: text.subarray(0, at), hashes };
}

/** Who the transfers of an account pay. */
export function recipientOf(addresses: readonly Address[], account: number): Address {
  return present(addresses[(account + 1) % addresses.length], `address after account ${account}`);
}

if (parentPort !== null && isSigningJob(workerData)) {
  const port = parentPort;
  const job = workerData;
  const sign = createTransferSigner(job.terms);
  port.on("message", (range: LineRange) => {
    const signed = signLines(job, range, sign);
    port.postMessage(signed, [signed.text.buffer as ArrayBuffer, signed.hashes.buffer as ArrayBuffer]);
  });
}

/** The functions above are also imported by the main thread, and by tests that run in a thread of another kind. */
function isSigningJob(value: unknown): value is SigningJob {
  return typeof value === "object" && value !== null && "privateKeys" in value && "layout" in value;
}
