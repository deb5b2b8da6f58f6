// RLP (https://ethereum.org/en/developers/docs/data-structures-and-encoding/rlp/) written into a buffer that is there
// already. Every function returns the position behind what it wrote.

export const emptyString = 0x80;
export const emptyList = 0xc0;
/** Up to here RLP puts the length of a string or list into its first byte. */
export const shortBytesMax = 55;

/** An integer below 2^48: big-endian without leading zeros, a single byte below 0x80 as itself. */
export function writeInteger(buffer: Buffer, at: number, value: number): number {
  if (value === 0) {
    buffer[at] = emptyString;
    return at + 1;
  }
  if (value < 0x80) {
    buffer[at] = value;
    return at + 1;
  }
  let length = 1;
  for (let bound = 0x100; value >= bound; bound *= 0x100) length += 1;
  buffer[at] = emptyString + length;
  return buffer.writeUIntBE(value, at + 1, length);
}

/** An amount: nearly always a small one, which needs no digits to be made. */
export function writeAmount(buffer: Buffer, at: number, value: bigint): number {
  if (value < 0x1_0000_0000n) return writeInteger(buffer, at, Number(value));
  return at + encodeInteger(value).copy(buffer, at);
}

/** A string of bytes, up to 65,535 of them. */
export function writeBytes(buffer: Buffer, at: number, bytes: Uint8Array): number {
  const [first = 0] = bytes;
  let next = at;
  if (bytes.length > 0xff) {
    buffer[next++] = emptyString + shortBytesMax + 2;
    next = buffer.writeUInt16BE(bytes.length, next);
  } else if (bytes.length > shortBytesMax) {
    buffer[next++] = emptyString + shortBytesMax + 1;
    buffer[next++] = bytes.length;
  } else if (bytes.length !== 1 || first >= 0x80) {
    buffer[next++] = emptyString + bytes.length;
  }
  buffer.set(bytes, next);
  return next + bytes.length;
}

/** Twenty bytes, given as 0x and hexadecimal. */
export function writeAddress(buffer: Buffer, at: number, address: string): number {
  buffer[at] = emptyString + 20;
  return at + 1 + buffer.write(address.slice(2), at + 1, "hex");
}

/** A 32-byte scalar. One in 256 begins with a zero byte, which must not be written. */
export function writeScalar(buffer: Buffer, at: number, scalar: Uint8Array): number {
  let zeros = 0;
  while (zeros < 31 && scalar[zeros] === 0) zeros += 1;
  return writeBytes(buffer, at, scalar.subarray(zeros));
}

/** Puts a list's header in front of its fields, whose length is known last; returns where the header begins. */
export function writeListHeader(buffer: Buffer, fieldsAt: number, end: number): number {
  const length = end - fieldsAt;
  let at = fieldsAt;
  if (length <= shortBytesMax) {
    buffer[--at] = emptyList + length;
    return at;
  }
  buffer[--at] = length & 0xff;
  if (length > 0xff) buffer[--at] = length >>> 8;
  buffer[at - 1] = emptyList + shortBytesMax + (fieldsAt - at);
  return at - 1;
}

/** An integer of any size, in a buffer of its own. */
export function encodeInteger(value: bigint): Buffer {
  const hex = value === 0n ? "" : value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const encoded = Buffer.alloc(1 + bytes.length);
  return encoded.subarray(0, writeBytes(encoded, 0, bytes));
}
