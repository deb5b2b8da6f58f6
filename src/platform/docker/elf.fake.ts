/** The headers of a 64-bit ELF file, and where it is dynamic the path of its loader; no code. */
export function elfProgram(options: { machine: number; interpreter?: string; farAway?: boolean }): Buffer {
  const { machine, interpreter, farAway = false } = options;
  const nameAt = farAway ? 100_000 : 0x200;
  const file = Buffer.alloc(nameAt + 64);
  file.write("\x7fELF\x02\x01\x01", 0, "latin1");
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(2, 56);
  file.writeUInt32LE(6, 64); // PT_PHDR
  if (interpreter === undefined) return file;
  const entry = 64 + 56;
  file.writeUInt32LE(3, entry);
  file.writeBigUInt64LE(BigInt(nameAt), entry + 8);
  file.writeBigUInt64LE(BigInt(interpreter.length + 1), entry + 32);
  file.write(interpreter, nameAt, "latin1");
  return file;
}
