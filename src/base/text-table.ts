// Texts by number. Nearly all of a long run are hashes and addresses, and as strings those take 88 and 64 bytes, and as
// much again in a Map; here they lie as the 32 and 20 bytes that they stand for, found through an open-addressed index
// (D. Knuth, The Art of Computer Programming, vol. 3, 6.4, algorithm L).

import { NumberSlots } from "./number-slots.ts";

const hashWords = 8;
const addressWords = 5;
const textsPerPool = 4096;
const indexLengthMin = 1 << 10;
const recentLength = 1 << 10;

/** Tells each text from all others by a number, counted from zero; a number gives the text back. */
export class TextTable {
  #count = 0;
  /** 2 x the place in its pool, and 1 more for an address; -1 for a text that is kept as it is. */
  readonly #places = NumberSlots.ofIndexes();
  readonly #hashes = new WordPool(hashWords);
  readonly #addresses = new WordPool(addressWords);
  readonly #others = new Map<number, string>();
  readonly #otherIds = new Map<string, number>();
  /** One more than the number of a text, by what its words come to; 0 where there is none. */
  #index = new Uint32Array(indexLengthMin);
  #indexed = 0;
  readonly #words = new Int32Array(hashWords);
  /** Texts that were asked for lately: the next is often one of them. */
  readonly #recent = new Array<string>(recentLength).fill("");
  readonly #recentIds = new Int32Array(recentLength).fill(-1);
  /** The text that was looked for last: all nodes tell the same head, again and again. */
  #lastText = "";
  #lastId = -1;

  get count(): number {
    return this.#count;
  }

  /** The number of a text, which is a new one when it was not here before. */
  idOf(text: string): number {
    if (this.#lastId >= 0 && text === this.#lastText) return this.#lastId;
    const words = readWords(text, this.#words);
    this.#lastId = words === 0 ? this.#idOfOther(text) : this.#idOfWords(words);
    this.#lastText = text;
    return this.#lastId;
  }

  /** -1 when the text is not here. */
  find(text: string): number {
    if (this.#lastId >= 0 && text === this.#lastText) return this.#lastId;
    const words = readWords(text, this.#words);
    if (words === 0) return this.#otherIds.get(text) ?? -1;
    return (this.#index[this.#slotOf(words)] ?? 0) - 1;
  }

  has(text: string): boolean {
    return this.find(text) >= 0;
  }

  /** The text of a number that was given out here. */
  at(id: number): string {
    const place = this.#places.at(id);
    if (place < 0) return this.#others.get(id) ?? "";
    const slot = id & (recentLength - 1);
    const recent = this.#recent[slot];
    if (this.#recentIds[slot] === id && recent !== undefined) return recent;
    const text = (place & 1 ? this.#addresses : this.#hashes).textAt(place >>> 1);
    this.#recent[slot] = text;
    this.#recentIds[slot] = id;
    return text;
  }

  /** Nothing more is added or looked for: texts are given by their number alone. */
  close(): void {
    this.#otherIds.clear();
    this.#index = new Uint32Array(0);
  }

  #idOfWords(words: number): number {
    const slot = this.#slotOf(words);
    const known = (this.#index[slot] ?? 0) - 1;
    if (known >= 0) return known;
    const id = this.#count++;
    const pool = words === hashWords ? this.#hashes : this.#addresses;
    this.#places.set(id, 2 * pool.add(this.#words) + (words === hashWords ? 0 : 1));
    this.#index[slot] = id + 1;
    this.#indexed += 1;
    if (this.#indexed * 3 > this.#index.length * 2) this.#growIndex();
    return id;
  }

  #idOfOther(text: string): number {
    const known = this.#otherIds.get(text);
    if (known !== undefined) return known;
    const id = this.#count++;
    this.#otherIds.set(text, id);
    this.#others.set(id, text);
    return id;
  }

  /** Where the words that were read are in the index, or would be. */
  #slotOf(words: number): number {
    const mask = this.#index.length - 1;
    let slot = mix(this.#words, words) & mask;
    for (;;) {
      const id = (this.#index[slot] ?? 0) - 1;
      if (id < 0 || this.#isAt(id, words)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isAt(id: number, words: number): boolean {
    const place = this.#places.at(id);
    const isHash = words === hashWords;
    return (
      (place & 1) === (isHash ? 0 : 1) && (isHash ? this.#hashes : this.#addresses).holds(place >>> 1, this.#words)
    );
  }

  #growIndex(): void {
    const before = this.#index;
    this.#index = new Uint32Array(before.length * 2);
    for (const entry of before) {
      if (entry === 0) continue;
      const place = this.#places.at(entry - 1);
      const pool = place & 1 ? this.#addresses : this.#hashes;
      pool.read(place >>> 1, this.#words);
      this.#index[this.#slotOf(pool.words)] = entry;
    }
  }
}

/** Groups of words, in chunks: it grows without copying. */
class WordPool {
  readonly words: number;
  #count = 0;
  readonly #chunks: Int32Array[] = [];
  readonly #letters: Buffer;

  constructor(words: number) {
    this.words = words;
    this.#letters = Buffer.alloc(2 + words * 8, "0x");
  }

  add(words: Int32Array): number {
    const place = this.#count++;
    if (place % textsPerPool === 0) this.#chunks.push(new Int32Array(textsPerPool * this.words));
    const chunk = this.#chunkOf(place);
    const from = (place % textsPerPool) * this.words;
    for (let index = 0; index < this.words; index++) chunk[from + index] = words[index] ?? 0;
    return place;
  }

  read(place: number, words: Int32Array): void {
    const chunk = this.#chunkOf(place);
    const from = (place % textsPerPool) * this.words;
    for (let index = 0; index < this.words; index++) words[index] = chunk[from + index] ?? 0;
  }

  holds(place: number, words: Int32Array): boolean {
    const chunk = this.#chunkOf(place);
    const from = (place % textsPerPool) * this.words;
    for (let index = 0; index < this.words; index++) if (chunk[from + index] !== words[index]) return false;
    return true;
  }

  textAt(place: number): string {
    const chunk = this.#chunkOf(place);
    const from = (place % textsPerPool) * this.words;
    const letters = this.#letters;
    for (let index = 0, at = 2; index < this.words; index++) {
      const word = chunk[from + index] ?? 0;
      for (let shift = 28; shift >= 0; shift -= 4) letters[at++] = digitLetters[(word >>> shift) & 15] ?? 0;
    }
    return letters.toString("latin1");
  }

  #chunkOf(place: number): Int32Array {
    return this.#chunks[Math.floor(place / textsPerPool)] ?? noWords;
  }
}

const noWords = new Int32Array(0);
const digits = "0123456789abcdef";
const digitLetters = Uint8Array.from(digits, (digit) => digit.charCodeAt(0));
const notDigit = 255;
/** What a letter stands for. Capitals are no digits here: the text would not come back as it was. */
const valueOfLetter = new Uint8Array(128).fill(notDigit);
for (const [value, letter] of digitLetters.entries()) valueOfLetter[letter] = value;

/** Reads a hash or an address; the number of its words, 0 when the text is neither. */
function readWords(text: string, words: Int32Array): number {
  const count = text.length === 2 + hashWords * 8 ? hashWords : text.length === 2 + addressWords * 8 ? addressWords : 0;
  if (count === 0 || !text.startsWith("0x")) return 0;
  for (let index = 0, at = 2; index < count; index++) {
    let word = 0;
    for (const end = at + 8; at < end; at++) {
      const value = valueOfLetter[text.charCodeAt(at)] ?? notDigit;
      if (value === notDigit) return 0;
      word = (word << 4) | value;
    }
    words[index] = word;
  }
  return count;
}

function mix(words: Int32Array, count: number): number {
  let mixed = 0;
  for (let index = 0; index < count; index++) {
    mixed = Math.imul(mixed ^ (words[index] ?? 0), 0x9e3779b1);
    mixed ^= mixed >>> 15;
  }
  return mixed >>> 0;
}
