// The files of a corpus. Nothing here holds more than a range of it in memory.
//
//   transactions.txt   a raw transaction in each line, in the order of layout.ts
//   hashes.bin         32 bytes for each line
//   marks.bin          where every hundredth line begins, as 8 bytes, and where the last one ends
//   corpus.json        what the three are; written last, so a torn entry shows

import path from "node:path";
import { createDigestedFile, type SampledDigest, sampleFile } from "../../platform/digested-file.ts";
import { readTextIfThere, writeAtomically } from "../../platform/files.ts";
import { linesPerMark, type SignedLines } from "./signing-worker.ts";

/** To be raised when the same request gives other transactions or other files than before. */
export const formatVersion = 3;

const parts = ["transactions.txt", "hashes.bin", "marks.bin"] as const;
type Part = (typeof parts)[number];

/** sha256 is of the whole file, for whoever wants to compare; the sample is what a cached corpus is checked by. */
interface Entry {
  readonly version: number;
  readonly files: Readonly<Record<Part, SampledDigest & { readonly sha256: string }>>;
}

export const fileOf = (dir: string, part: Part): string => path.join(dir, part);

/** Up to 4 MiB of each file, so that a corpus of 10 million transactions is checked as fast as one of 15,000. */
const sampled = { pageBytes: 65_536, pages: 64 };

/**
 * Whether the files are those that were written: their lengths, and samples of what is in them. That finds what was cut
 * short, overwritten or mixed up. It does not find a flipped bit between two samples, which costs a transaction that the
 * node refuses, and is no guard against somebody who wants to deceive.
 */
export async function isWhole(dir: string): Promise<boolean> {
  const entry = parseEntry(await readTextIfThere(path.join(dir, "corpus.json")));
  if (entry === undefined) return false;
  for (const part of parts) {
    const found = await sampleFile(fileOf(dir, part), sampled);
    const expected = entry.files[part];
    if (found?.bytes !== expected.bytes || found.sample !== expected.sample) return false;
  }
  return true;
}

function parseEntry(text: string | undefined): Entry | undefined {
  try {
    const entry = JSON.parse(text ?? "null") as Entry | null;
    return entry?.version === formatVersion ? entry : undefined;
  } catch {
    return undefined; // torn, or not ours: it is signed again
  }
}

export interface CorpusWriter extends AsyncDisposable {
  /** The lines after those before. One call at a time. */
  append(signed: SignedLines): Promise<void>;
  /** Writes what is left, and the entry that makes it a corpus. */
  finish(): Promise<void>;
}

/** Creates the files of a corpus in a directory that is there. */
export async function createCorpusFiles(dir: string): Promise<CorpusWriter> {
  await using opened = new AsyncDisposableStack();
  const transactions = opened.use(await createDigestedFile(fileOf(dir, "transactions.txt")));
  const hashes = opened.use(await createDigestedFile(fileOf(dir, "hashes.bin")));
  const marks = opened.use(await createDigestedFile(fileOf(dir, "marks.bin")));
  const owned = opened.move();
  let bytes = 0;
  return {
    async append(signed) {
      await marks.write(encodeMarks(signed.marks, bytes));
      await transactions.write(signed.text);
      await hashes.write(signed.hashes);
      bytes += signed.text.length;
    },
    async finish() {
      await marks.write(encodeMarks([0], bytes));
      const describe = async (part: Part, sha256: string) => {
        const found = await sampleFile(fileOf(dir, part), sampled);
        return [part, { ...found, sha256 }] as const;
      };
      const described = [
        await describe("transactions.txt", await transactions.finish()),
        await describe("hashes.bin", await hashes.finish()),
        await describe("marks.bin", await marks.finish()),
      ];
      const entry = { version: formatVersion, linesPerMark, files: Object.fromEntries(described) };
      await writeAtomically(path.join(dir, "corpus.json"), `${JSON.stringify(entry, null, 2)}\n`);
    },
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

const markBytes = 8;

function encodeMarks(marks: ArrayLike<number>, base: number): Buffer {
  const encoded = Buffer.alloc(marks.length * markBytes);
  for (let index = 0; index < marks.length; index++) {
    encoded.writeBigUInt64LE(BigInt(base + (marks[index] ?? 0)), index * markBytes);
  }
  return encoded;
}

/** Where the hundred lines that begin with mark `index` begin, in bytes; one more than there are for the end. */
export const markAt = (marks: Buffer, index: number): number => Number(marks.readBigUInt64LE(index * markBytes));
