// Looks things up in a corpus that may be larger than memory.

import { present } from "../../base/assert.ts";
import { type Address, type TxHash, txHash } from "../../base/ids.ts";
import { readBytes } from "../../platform/digested-file.ts";
import { createPageReader, readRange } from "../../platform/file-pages.ts";
import { fileOf, markAt } from "./corpus-files.ts";
import { type CorpusLayout, lineCount, placeOf } from "./layout.ts";
import { linesPerMark } from "./signing-worker.ts";

export interface CorpusTransaction {
  readonly hash: TxHash;
  readonly from: Address;
  readonly nonce: number;
}

export interface CorpusReader {
  /** What is on a line, without waiting. */
  transactionAt(line: number): CorpusTransaction;
  /** Lines `from` to `to`, exclusive, each with its newline; fewer where the corpus ends before. */
  readLines(from: number, to: number): Promise<Buffer>;
}

const hashBytes = 32;
/** 128 hashes. Users walk through lines of their own, so there are as many pages in use as users. */
const pageBytes = 4096;
const pagesMin = 64;

/** Opens the files in a corpus' directory; `addresses` of its accounts in their order. */
export function openCorpusReader(options: {
  dir: string;
  layout: CorpusLayout;
  addresses: readonly Address[];
}): CorpusReader {
  const { dir, layout, addresses } = options;
  const pagesMax = pagesMin + 2 * layout.vus;
  const hashes = createPageReader({ file: fileOf(dir, "hashes.bin"), pageBytes, pagesMax });
  let marks: Promise<Buffer> | undefined;
  return {
    transactionAt(line) {
      const { account, nonce } = placeOf(layout, line);
      const from = present(addresses[account], `account ${account}`);
      const at = line * hashBytes;
      const start = at % pageBytes;
      const page = hashes.page(Math.floor(at / pageBytes));
      return { hash: txHash(`0x${page.toString("hex", start, start + hashBytes)}`), from, nonce };
    },
    async readLines(from, to) {
      const end = Math.min(to, lineCount(layout));
      if (from >= end) return Buffer.alloc(0);
      marks ??= readBytes(fileOf(dir, "marks.bin"));
      const [first, last] = [Math.floor(from / linesPerMark), Math.ceil(end / linesPerMark)];
      const range = { from: markAt(await marks, first), to: markAt(await marks, last) };
      const read = await readRange(fileOf(dir, "transactions.txt"), range);
      const start = behindLines(read, { at: 0, lines: from - first * linesPerMark });
      return read.subarray(start, behindLines(read, { at: start, lines: end - from }));
    },
  };
}

/** The position behind so many newlines, or the end. */
function behindLines(text: Buffer, { at, lines }: { at: number; lines: number }): number {
  let position = at;
  for (let left = lines; left > 0; left--) {
    const newline = text.indexOf(0x0a, position);
    if (newline < 0) return text.length;
    position = newline + 1;
  }
  return position;
}
