// Blocks as they were first seen, in columns: of a day's run there are ninety thousand with all their transactions, and
// as objects they would be most of what is kept of it.

import { present } from "../base/assert.ts";
import { NumberColumn } from "../base/number-column.ts";
import { TextTable } from "../base/text-table.ts";
import type { EventOf } from "./event.ts";
import { orderByTime } from "./probe-log.ts";

export type SeenBlock = EventOf<"block.seen">;
type Tx = SeenBlock["txs"][number];

/** By their number, in order of time. */
export interface BlockLog {
  readonly count: number;
  seqAt(index: number): number;
  atMsAt(index: number): number;
  at(index: number): SeenBlock;
}

/** An array as a log. */
export const blockLogOf = (blocks: readonly SeenBlock[]): BlockLog => ({
  count: blocks.length,
  seqAt: (index) => blocks[index]?.seq ?? 0,
  atMsAt: (index) => blocks[index]?.atMs ?? 0,
  at: (index) => present(blocks[index], `block ${index} of ${blocks.length}`),
});

const numbers = ["seq", "atMs", "wallMs", "height", "timestampS", "gasUsed", "gasLimit"] as const;
const texts = ["source", "node", "hash", "parentHash"] as const;
type Field = (typeof numbers)[number] | (typeof texts)[number];

const columnsFor = <T extends string>(fields: readonly T[]) =>
  Object.fromEntries(fields.map((field) => [field, new NumberColumn()])) as Record<T, NumberColumn>;

/** Takes blocks as they come, and gives them in order of time once they are closed. */
export class BlockColumns implements BlockLog {
  readonly #texts: TextTable;
  readonly #columns: Readonly<Record<Field, NumberColumn>> = columnsFor([...numbers, ...texts]);
  readonly #baseFee = new NumberColumn();
  /** Where the transactions of the block end. */
  readonly #txsEnd = new NumberColumn();
  readonly #txs: TxColumns;
  /** Rows in order of time; undefined when that is how they lie. */
  #order: Uint32Array | undefined;

  /** Texts are kept in the table that is given, which may hold others. */
  constructor(table = new TextTable()) {
    this.#texts = table;
    this.#txs = new TxColumns(table);
  }

  get count(): number {
    return this.#txsEnd.count;
  }

  add(block: SeenBlock): void {
    for (const field of numbers) this.#columns[field].add(block[field]);
    for (const field of texts) this.#columns[field].add(this.#texts.idOf(block[field]));
    this.#baseFee.add(this.#codeOfFee(block.baseFeeWei));
    for (const tx of block.txs) this.#txs.add(tx);
    this.#txsEnd.add(this.#txs.count);
  }

  /** Nothing more is added: puts them in order of time, and in that in which they were written where it is the same. */
  close(): void {
    for (const column of [...Object.values(this.#columns), this.#baseFee, this.#txsEnd]) column.close();
    this.#txs.close();
    this.#order = orderByTime(this);
  }

  seqAt(index: number): number {
    return this.#columns.seq.at(this.#rowOf(index));
  }

  atMsAt(index: number): number {
    return this.#columns.atMs.at(this.#rowOf(index));
  }

  at(index: number): SeenBlock {
    const row = this.#rowOf(index);
    const { seq, atMs, wallMs, source, node, height, hash, parentHash, timestampS, gasUsed, gasLimit } = this.#columns;
    const text = (column: NumberColumn) => this.#texts.at(column.at(row));
    const stamp = { seq: seq.at(row), atMs: atMs.at(row), wallMs: wallMs.at(row), source: text(source) };
    const place = { node: text(node), height: height.at(row), hash: text(hash), parentHash: text(parentHash) };
    const gas = { gasUsed: gasUsed.at(row), gasLimit: gasLimit.at(row) };
    const baseFeeWei = this.#feeOfCode(this.#baseFee.at(row));
    return {
      type: "block.seen",
      ...stamp,
      ...place,
      timestampS: timestampS.at(row),
      ...gas,
      ...(baseFeeWei === undefined ? {} : { baseFeeWei }),
      txs: this.#txs.between(row === 0 ? 0 : this.#txsEnd.at(row - 1), this.#txsEnd.at(row)),
    };
  }

  #rowOf(index: number): number {
    return this.#order?.[index] ?? index;
  }

  /** Fees differ from block to block, so they are kept as the numbers they are; one too long for that as a text. */
  #codeOfFee(wei: string | undefined): number {
    if (wei === undefined) return Number.NaN;
    const value = Number(wei);
    return Number.isSafeInteger(value) && String(value) === wei ? value : -1 - this.#texts.idOf(wei);
  }

  #feeOfCode(code: number): string | undefined {
    if (Number.isNaN(code)) return undefined;
    return code < 0 ? this.#texts.at(-1 - code) : String(code);
  }
}

/** The transactions of all blocks, one after the other. */
class TxColumns {
  readonly #texts: TextTable;
  readonly #hash = new NumberColumn();
  readonly #from = new NumberColumn();
  readonly #nonce = new NumberColumn();
  /** -1 where it calls no contract. */
  readonly #callTo = new NumberColumn();
  readonly #selector = new NumberColumn();

  constructor(table: TextTable) {
    this.#texts = table;
  }

  get count(): number {
    return this.#hash.count;
  }

  add({ hash, from, nonce, call }: Tx): void {
    this.#hash.add(this.#texts.idOf(hash));
    this.#from.add(this.#texts.idOf(from));
    this.#nonce.add(nonce);
    this.#callTo.add(call === undefined ? -1 : this.#texts.idOf(call.to));
    this.#selector.add(call === undefined ? -1 : this.#texts.idOf(call.selector));
  }

  close(): void {
    for (const column of [this.#hash, this.#from, this.#nonce, this.#callTo, this.#selector]) column.close();
  }

  between(from: number, end: number): Tx[] {
    const txs: Tx[] = [];
    for (let row = from; row < end; row++) txs.push(this.#at(row));
    return txs;
  }

  #at(row: number): Tx {
    const [hash, from, nonce] = [this.#texts.at(this.#hash.at(row)), this.#texts.at(this.#from.at(row)), this.#nonce];
    const to = this.#callTo.at(row);
    const tx = { hash, from, nonce: nonce.at(row) };
    if (to < 0) return tx;
    return { ...tx, call: { to: this.#texts.at(to), selector: this.#texts.at(this.#selector.at(row)) } };
  }
}
