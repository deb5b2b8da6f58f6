import { keccak256, type TransactionRequest, Wallet } from "ethers";
import { assert, assertNever } from "../../base/assert.ts";
import { seededRandom } from "../../base/random.ts";
import { composeRequest } from "./compose-request.ts";
import { lineCount, placeOf } from "./layout.ts";
import type { Request, SigningTerms } from "./sign-transaction.ts";
import type { SignedLines, SigningJob } from "./signing-worker.ts";

const sampleSize = 50;

/** Lines of a corpus to compare with another implementation, chosen by the seed. */
export function chooseSample(job: SigningJob, seed: number): ReadonlySet<number> {
  const lines = lineCount(job.layout);
  const random = seededRandom(seed, "corpus/sample");
  return new Set(Array.from({ length: Math.min(sampleSize, lines) }, () => random.below(lines)));
}

/** Throws InvariantError unless ethers signs the sampled transactions to the same bytes and hashes. */
export async function checkSample(job: SigningJob, signed: SignedLines, sample: ReadonlySet<number>): Promise<void> {
  const chosen = [...sample].filter((line) => line >= signed.from && line < signed.to);
  if (chosen.length === 0) return;
  const lines = Buffer.from(signed.text).toString("latin1").split("\n");
  for (const line of chosen) {
    const at = line - signed.from;
    const expected = await signWithEthers(job, line);
    assert(lines[at] === expected, `line ${line} of the corpus is ${lines[at]}, but ethers signs ${expected}`);
    const hash = hex(signed.hashes.subarray(at * 32, at * 32 + 32));
    assert(
      hash === keccak256(expected),
      `the hash of line ${line} is ${hash}, but ethers computes ${keccak256(expected)}`,
    );
  }
}

function signWithEthers(job: SigningJob, line: number): Promise<string> {
  const { account, nonce } = placeOf(job.layout, line);
  const request = composeRequest(job, { line, account, nonce });
  const key = Buffer.from(job.privateKeys.subarray(account * 32, account * 32 + 32));
  return new Wallet(hex(key)).signTransaction(transactionFor({ ...request, nonce }, job.terms));
}

/** A transaction as ethers wants it. */
export function transactionFor(what: Request & { nonce: number }, terms: SigningTerms): TransactionRequest {
  const { to, valueWei, gasLimit, data, access, nonce } = what;
  const { chainId, maxFeePerGasWei, maxPriorityFeePerGasWei } = terms;
  const act = { chainId, nonce, gasLimit, value: valueWei, data: hex(data), ...(to === undefined ? {} : { to }) };
  const accessList = access === undefined ? [] : [{ address: access.address, storageKeys: [hex(access.slot)] }];
  switch (what.envelope) {
    case "legacy":
      return { ...act, type: 0, gasPrice: maxFeePerGasWei };
    case "access-list":
      return { ...act, type: 1, gasPrice: maxFeePerGasWei, accessList };
    case "dynamic-fee":
      return {
        ...act,
        type: 2,
        maxFeePerGas: maxFeePerGasWei,
        maxPriorityFeePerGas: maxPriorityFeePerGasWei,
        accessList,
      };
    default:
      return assertNever(what.envelope);
  }
}

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;
