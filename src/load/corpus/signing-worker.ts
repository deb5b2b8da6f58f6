// The thread that signs. It gets everything it needs when it starts, then ranges of lines, and answers in their order.

import { parentPort, workerData } from "node:worker_threads";
import { type Composition, composeRequest } from "./compose-request.ts";
import { type CorpusLayout, placeOf } from "./layout.ts";
import { createSigner, rawBytesMax, type SigningTerms } from "./sign-transaction.ts";

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
  /** Where in the text each line begins whose number in the corpus divides by `linesPerMark`. */
  readonly marks: readonly number[];
}

/** So many lines are read at least when one is looked for. */
export const linesPerMark = 100;

/** Of what is allocated for a range only the pages that are written cost memory. */
const lineBytesMax = 2 * rawBytesMax + 3;

/** Signs a range of lines. */
export function signLines(job: SigningJob, range: LineRange, sign = createSigner(job.terms)): SignedLines {
  const count = range.to - range.from;
  const text = Buffer.allocUnsafeSlow(count * lineBytesMax);
  const hashes = new Uint8Array(count * 32);
  const marks: number[] = [];
  let at = 0;
  for (let line = range.from; line < range.to; line++) {
    if (line % linesPerMark === 0) marks.push(at);
    const { account, nonce } = placeOf(job.layout, line);
    const { raw, hash } = sign({
      privateKey: job.privateKeys.subarray(account * 32, account * 32 + 32),
      nonce,
      ...composeRequest(job, { line, account, nonce }),
    });
    at += text.write("0x", at, "latin1");
    at += text.write(raw.toString("hex"), at, "latin1");
    at += text.write("\n", at, "latin1");
    hashes.set(hash, (line - range.from) * 32);
  }
  return { ...range, text: text.subarray(0, at), hashes, marks };
}

/** What a thread is started with. */
export interface SigningThread {
  readonly job: SigningJob;
  /** Shared by all threads; other than zero once nobody wants the rest. */
  readonly ended: Int32Array;
}

if (parentPort !== null && isSigningThread(workerData)) {
  const port = parentPort;
  const { job, ended } = workerData;
  const sign = createSigner(job.terms);
  port.on("message", (range: LineRange) => {
    // It ends by itself, between two ranges: a thread that is terminated inside of the native binding takes the whole
    // process with it (https://github.com/nodejs/node-addon-api/pull/975).
    if (Atomics.load(ended, 0) !== 0) return port.close();
    const signed = signLines(job, range, sign);
    port.postMessage(signed, [signed.text.buffer as ArrayBuffer, signed.hashes.buffer as ArrayBuffer]);
  });
}

/** The functions above are also imported by the main thread, and by tests that run in a thread of another kind. */
function isSigningThread(value: unknown): value is SigningThread {
  return typeof value === "object" && value !== null && "job" in value && "ended" in value;
}
