// Gzip in members that say how long they are, so that a file can be read piece by piece and a damaged piece costs only
// itself. The length is where BGZF has it, in an extra field `BC` of the header (RFC 1952, 2.3.1.1; SAM specification,
// 4.1: https://samtools.github.io/hts-specs/SAMv1.pdf), so bgzip and htslib know these files, and to zcat they are
// nothing special.
//
//   1f 8b 08 04 │ time, flags, system │ 06 00 │ 'B' 'C' 02 00 length-1 │ deflated bytes │ crc32, length before

import { crc32 } from "node:zlib";

const headerBytes = 18;
const trailerBytes = 8;

/** Of text in a member: what cannot be compressed must still fit into 64 KiB with the rest. */
export const memberTextBytesMax = 65_280;

/** Bytes at which a reader can always tell whether a member begins there. */
export const memberHeaderBytes = headerBytes;

/** The member of `deflated`, which is the raw deflate stream of `text`. */
export function wrapMember(deflated: Uint8Array, text: Uint8Array): Buffer {
  const member = Buffer.alloc(headerBytes + deflated.length + trailerBytes);
  member.set([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0]);
  member.writeUInt16LE(member.length - 1, 16);
  member.set(deflated, headerBytes);
  member.writeUInt32LE(crc32(text), member.length - 8);
  member.writeUInt32LE(text.length, member.length - 4);
  return member;
}

/** What ends a BGZF file: a member of nothing. */
export const emptyMember: Uint8Array = wrapMember(Uint8Array.of(3, 0), new Uint8Array());

/** Length of the member that begins at `at`; undefined when none does that says its length. */
export function memberLength(bytes: Uint8Array, at: number): number | undefined {
  for (const [offset, value] of fixed) if (bytes[at + offset] !== value) return undefined;
  const length = (bytes[at + 16] ?? 0) + 256 * (bytes[at + 17] ?? 0) + 1;
  return length > headerBytes + trailerBytes ? length : undefined;
}

const fixed = [0x1f, 0x8b, 8, 4].map((value, offset) => [offset, value] as const);
fixed.push([10, 6], [11, 0], [12, 0x42], [13, 0x43], [14, 2], [15, 0]);

/** The parts of a whole member. */
export function openMember(member: Uint8Array): { deflated: Uint8Array; crc: number; textBytes: number } {
  const view = new DataView(member.buffer, member.byteOffset, member.byteLength);
  const end = member.length - trailerBytes;
  return {
    deflated: member.subarray(headerBytes, end),
    crc: view.getUint32(end, true),
    textBytes: view.getUint32(end + 4, true),
  };
}
