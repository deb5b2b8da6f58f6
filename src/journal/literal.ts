/** ASCII text that is looked for in bytes, four at a time: byte by byte it takes thrice as long. */
export class Literal {
  readonly length: number;
  readonly #words: Int32Array;
  readonly #tail: Uint8Array;

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.length;
    this.#words = Int32Array.from({ length: bytes.length >> 2 }, (_, index) => view.getInt32(index * 4));
    this.#tail = bytes.subarray(this.#words.length * 4);
  }

  isAt(view: DataView, at: number): boolean {
    if (at + this.length > view.byteLength) return false;
    const words = this.#words;
    let next = at;
    for (let index = 0; index < words.length; index++, next += 4) {
      if (view.getInt32(next) !== words[index]) return false;
    }
    const tail = this.#tail;
    for (let index = 0; index < tail.length; index++, next++) if (view.getUint8(next) !== tail[index]) return false;
    return true;
  }
}
