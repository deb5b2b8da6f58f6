// The only place outside `journal` that touches the file system.

import { constants, createWriteStream, readdirSync, readFileSync } from "node:fs";
import {
  access,
  appendFile,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { diskError } from "../base/disk-error.ts";
import { ChaindrillError, EnvironmentError, errorText, exitCode } from "../base/errors.ts";

export const readText = (file: string): Promise<string> => readFile(file, "utf8");

/** Undefined when it is not there or not readable. */
export async function readBytesIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch {
    return undefined; // for facts that a system may or may not tell
  }
}

export async function readTextIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads at once, for the loaders of input files, which take a reader; undefined when there is no such file. */
export function readTextNowIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw new ChaindrillError({
      message: `${file} cannot be read: ${errorText(cause)}`,
      hint: "Is it yours to read?",
      exitCode: exitCode.invalidInput,
      cause,
    });
  }
}

/** Writes beside the target and renames: a reader sees the old or the new file, never half of one. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  await onDisk(file, async () => {
    await makeWithParents(path.dirname(file));
    const draft = `${file}.${process.pid}.draft`;
    await writeFile(draft, content);
    await rename(draft, file);
  });
}

/** Appends one line and returns when it is on the disk, not only in a buffer. */
export async function appendDurably(file: string, line: string): Promise<void> {
  await onDisk(file, async () => {
    const handle = await open(file, "a");
    try {
      await handle.appendFile(`${line}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  });
}

export const appendText = (file: string, text: string): Promise<void> => onDisk(file, () => appendFile(file, text));

/** Creates a directory and what is missing above it. */
export const makeDirectory = (dir: string): Promise<void> => onDisk(dir, () => makeWithParents(dir));

/**
 * Not `recursive: true`: with it Node says ENOENT where the disk is full (https://github.com/nodejs/node/issues/42808),
 * and asks for ever where a system answers ENOENT below a directory that exists, as /proc does.
 */
async function makeWithParents(dir: string): Promise<void> {
  if (await isDirectory(dir)) return;
  const parent = path.dirname(dir);
  if (parent !== dir) await makeWithParents(parent);
  try {
    await mkdir(dir);
  } catch (error) {
    // Somebody else may have been faster.
    if (!(await isDirectory(dir))) throw error;
  }
}

/** Creates a directory exclusively; false when it is there already. The building block of locks. */
export async function claimDirectory(dir: string): Promise<boolean> {
  try {
    await mkdir(dir);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** A new empty directory under the system's temporary directory. */
export const makeTemporaryDirectory = (prefix: string): Promise<string> => mkdtemp(path.join(tmpdir(), prefix));

/** Removes a file or a tree; nothing there is fine. */
export async function removeTree(target: string): Promise<void> {
  try {
    await rm(target, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    // The path leads through a file, so there is nothing either; `force` knows only ENOENT.
    if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") throw error;
  }
}

/** Removes a directory that holds no other directory; nothing there is fine. For cgroups, whose files go with them. */
export async function removeDirectory(dir: string): Promise<void> {
  try {
    await rmdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

export const moveFile = (from: string, to: string): Promise<void> => rename(from, to);

export const copyTo = (from: string, to: string): Promise<void> => onDisk(to, () => copyFile(from, to));

/** Copies a directory with all that is in it. */
export const copyTree = (from: string, to: string): Promise<void> =>
  onDisk(to, () => cp(from, to, { recursive: true }));

export async function exists(target: string): Promise<boolean> {
  try {
    await access(target);
    return true;
  } catch {
    return false; // not there, or not reachable: the same for every caller
  }
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // not there, or not ours to run
  }
}

/** What changes when a file is replaced; undefined when it is not there. */
export async function fileStamp(
  file: string,
): Promise<{ readonly modifiedAtMs: number; readonly sizeBytes: number } | undefined> {
  try {
    const found = await stat(file);
    return { modifiedAtMs: found.mtimeMs, sizeBytes: found.size };
  } catch {
    return undefined; // not there, or not reachable
  }
}

/** The first bytes of a file as Latin-1 text, enough to tell a script from a program. */
export async function readHead(file: string, bytes: number): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Writes what arrives, in order; what is there of an interrupted write is the caller's to remove. */
export const saveStream = (file: string, chunks: AsyncIterable<Uint8Array>): Promise<void> =>
  onDisk(file, () => pipeline(chunks, createWriteStream(file)));

/** Bytes that an unprivileged user may still write where `dir` lies. */
export async function freeBytes(dir: string): Promise<number> {
  const volume = await statfs(dir);
  return volume.bavail * volume.bsize;
}

export async function isDirectory(target: string): Promise<boolean> {
  try {
    return (await stat(target)).isDirectory();
  } catch {
    return false; // not there
  }
}

/** Paths of all files below a directory, relative to it, sorted; undefined when it is no directory. */
export function listFilesNow(dir: string): string[] | undefined {
  try {
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name))).sort();
  } catch {
    return undefined; // a file, or nothing
  }
}

/** Names in a directory, sorted; empty when it is not there, or is no directory. */
export function listDirectoryNow(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return []; // not there: for its callers the same as empty
  }
}

/** Names in a directory, sorted; empty when it is not there, or is no directory. */
export async function listDirectory(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return [];
    throw new EnvironmentError({
      message: `${dir} cannot be listed: ${errorText(cause)}`,
      hint: "Chaindrill keeps its state below XDG_STATE_HOME, or HOME: is that yours?",
      cause,
    });
  }
}

/** Turns "no space left" and its like into messages that say what to try. */
async function onDisk<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw diskError(target, cause) ?? cause;
  }
}
