import { open } from "node:fs/promises";

/** A file that somebody else appends to. */
export interface TailedFile extends AsyncDisposable {
  /** What was appended since the last call, at most a piece of it; empty when there is nothing new. */
  read(): Promise<Buffer>;
}

const pieceBytes = 1 << 20;

/** Makes the file, empty, for the one who will append to it, and reads it from its start. */
export async function createTailedFile(file: string): Promise<TailedFile> {
  const handle = await open(file, "w+", 0o600);
  let position = 0;
  return {
    async read() {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, position);
      position += bytesRead;
      return buffer.subarray(0, bytesRead);
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
