// As much of the ELF format as tells whether a program needs a loader (elf(5): the header and the program headers).

import { open } from "node:fs/promises";
import { EnvironmentError } from "../../base/errors.ts";

export interface ElfProgram {
  /** As Docker names it. */
  readonly architecture: "amd64" | "arm64";
  /** Path of the loader that a dynamic program asks for; undefined for a static one. */
  readonly interpreter: string | undefined;
}

const magic = "\x7fELF";
const class64 = 2;
const littleEndian = 1;
const headerBytes = 64;
/** e_machine: EM_X86_64 and EM_AARCH64. */
const machines: Readonly<Record<number, ElfProgram["architecture"]>> = { 62: "amd64", 183: "arm64" };
const ptInterp = 3;
/** Enough for the program headers of any linker; the path of a loader is at most PATH_MAX long. */
const readBytesMax = 64 * 1024;
const pathBytesMax = 4096;

/** Reads a Linux program's headers. Throws EnvironmentError for anything else: a script, another system's program. */
export async function readElf(file: string): Promise<ElfProgram> {
  const handle = await open(file, "r");
  try {
    const readAt = async (position: number, bytes: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, position);
      return buffer.subarray(0, bytesRead);
    };
    const head = await readAt(0, readBytesMax);
    const architecture = architectureOf(head);
    if (architecture === undefined) throw notLinux(file);
    const at = interpreterSpan(head);
    if (at === undefined) return { architecture, interpreter: undefined };
    const name = await readAt(at.offset, Math.min(at.bytes, pathBytesMax));
    return { architecture, interpreter: name.toString("utf8").replace(/\0.*$/s, "") };
  } finally {
    await handle.close();
  }
}

function architectureOf(head: Buffer): ElfProgram["architecture"] | undefined {
  const isElf = head.length >= headerBytes && head.toString("latin1", 0, 4) === magic;
  return isElf && head[4] === class64 && head[5] === littleEndian ? machines[head.readUInt16LE(18)] : undefined;
}

/** Where in the file the path of the loader lies: the content of the segment PT_INTERP. */
function interpreterSpan(head: Buffer): { readonly offset: number; readonly bytes: number } | undefined {
  const tableOffset = Number(head.readBigUInt64LE(32));
  const entryBytes = head.readUInt16LE(54);
  const count = head.readUInt16LE(56);
  for (let index = 0; index < count; index += 1) {
    const entry = tableOffset + index * entryBytes;
    if (entry + 40 > head.length) return undefined;
    if (head.readUInt32LE(entry) !== ptInterp) continue;
    return { offset: Number(head.readBigUInt64LE(entry + 8)), bytes: Number(head.readBigUInt64LE(entry + 32)) };
  }
  return undefined;
}

const notLinux = (file: string): EnvironmentError =>
  new EnvironmentError({
    message: `${file} is not a 64-bit Linux program for x86 or ARM, so that no image can be made of it`,
    hint: "Name an image that has the program, such as ethereum/client-go:v1.13.15.",
  });
