// The thread that signs. It gets everything it needs when it starts, then ranges of lines, and answers in their order.

import { parentPort, workerData } from "node:worker_threads";
import { type Composition, composeRequest } from "./compose-request.ts";
import { type CorpusLayout, placeOf } from "./layout.ts";
import { createSigner, type SigningTerms } from "./sign-transaction.ts";

export interface SigningJob extends Composition {
  readonly layout: CorpusLayout;
  readonly terms: SigningTerms;
  /** 32 bytes for each account. */
  readonly privateKeys: Uint8Array;
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

/** A raw call of the token has at most 190 bytes with the largest nonce, fees and chain id there are room for. */
const lineBytesMax = 2 * 224 + 3;

/** Signs a range of lines. */
export function signLines(job: SigningJob, range: LineRange, sign = createSigner(job.terms)): SignedLines {
  const count = range.to - range.from;
  const text = Buffer.allocUnsafeSlow(count * lineBytesMax);
  const hashes = new Uint8Array(count * 32);
  let at = 0;
  for (let line = range.from; line < range.to; line++) {
    const { account, nonce } = placeOf(job.layout, line);
    const { raw, hash } = sign({
      privateKey: job.privateKeys.subarray(account * 32, account * 32 + 32),
      nonce,
      ...composeRequest(job, { line, account }),
    });
    at += text.write("0x", at, "latin1");
    at += text.write(raw.toString("hex"), at, "latin1");
    at += text.write("\n", at, "latin1");
    hashes.set(hash, (line - range.from) * 32);
  }
  return { ...range, text: text.subarray(0, at), hashes };
}

if (parentPort !== null && isSigningJob(workerData)) {
  const port = parentPort;
  const job = workerData;
  const sign = createSigner(job.terms);
  port.on("message", (range: LineRange) => {
    const signed = signLines(job, range, sign);
    port.postMessage(signed, [signed.text.buffer as ArrayBuffer, signed.hashes.buffer as ArrayBuffer]);
  });
}

/** The functions above are also imported by the main thread, and by tests that run in a thread of another kind. */
function isSigningJob(value: unknown): value is SigningJob {
  return typeof value === "object" && value !== null && "privateKeys" in value && "layout" in value;
}
