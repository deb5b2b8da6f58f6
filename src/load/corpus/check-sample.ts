import { keccak256, Wallet } from "ethers";
import { assert } from "../../base/assert.ts";
import { seededRandom } from "../../base/random.ts";
import { composeRequest } from "./compose-request.ts";
import { lineCount, placeOf } from "./layout.ts";
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
    const hash = `0x${Buffer.from(signed.hashes.subarray(at * 32, at * 32 + 32)).toString("hex")}`;
    assert(
      hash === keccak256(expected),
      `the hash of line ${line} is ${hash}, but ethers computes ${keccak256(expected)}`,
    );
  }
}

function signWithEthers(job: SigningJob, line: number): Promise<string> {
  const { account, nonce } = placeOf(job.layout, line);
  const { to, valueWei, gasLimit, data } = composeRequest(job, { line, account });
  const key = Buffer.from(job.privateKeys.subarray(account * 32, account * 32 + 32)).toString("hex");
  return new Wallet(`0x${key}`).signTransaction({
    type: 2,
    chainId: job.terms.chainId,
    nonce,
    gasLimit,
    to,
    value: valueWei,
    data: `0x${Buffer.from(data).toString("hex")}`,
    maxFeePerGas: job.terms.maxFeePerGasWei,
    maxPriorityFeePerGas: job.terms.maxPriorityFeePerGasWei,
  });
}
