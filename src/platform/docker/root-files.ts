// Everything a program of this machine needs to run in an image of nothing else: itself, and if it is linked
// dynamically its loader and its libraries, at the paths where the loader looks for them.

import { createHash } from "node:crypto";
import path from "node:path";
import { EnvironmentError } from "../../base/errors.ts";
import { digestOfFile } from "../digested-file.ts";
import { runProgram } from "../processes.ts";
import { type ElfProgram, readElf } from "./elf.ts";
import type { TarEntry } from "./tar.ts";

export interface RootFiles {
  /** Where the program lies in the image. */
  readonly program: string;
  readonly entries: readonly TarEntry[];
  /** Directories of libraries, for LD_LIBRARY_PATH: the image has no cache of the loader's. */
  readonly libraryDirs: readonly string[];
  readonly architecture: ElfProgram["architecture"];
  /** Of the contents: the same files, the same digest. */
  readonly digest: string;
}

const binDir = "/usr/local/bin";
const listWithinMs = 10_000;
/** Part of the digest: raise it when images of the same files shall be made differently. */
const layoutVersion = 1;

/** Finds the files of an image that runs `binary` under the name `program`. */
export async function rootFilesOf(options: { program: string; binary: string }): Promise<RootFiles> {
  const { program, binary } = options;
  const { interpreter, architecture } = await readElf(binary);
  const libraries = interpreter === undefined ? [] : await librariesOf(binary, interpreter);
  const shared = [...new Set([...libraries, ...(interpreter === undefined ? [] : [interpreter])])].sort();
  const place = `${binDir}/${program}`;
  const entries: TarEntry[] = [
    { path: place, mode: 0o755, source: binary },
    ...shared.map((file) => ({ path: file, mode: 0o755, source: file })),
    { path: "/tmp", mode: 0o1777, source: undefined },
  ];
  const libraryDirs = [...new Set(libraries.map((file) => path.dirname(file)))].sort();
  return { program: place, entries, libraryDirs, architecture, digest: await digestOf(entries) };
}

/** The loader itself tells what it would load: https://man7.org/linux/man-pages/man8/ld.so.8.html (--list). */
async function librariesOf(binary: string, interpreter: string): Promise<string[]> {
  const { stdout } = await runProgram({
    command: interpreter,
    args: ["--list", binary],
    timeoutMs: listWithinMs,
  });
  return parseLibraries(stdout, binary);
}

/** Reads lines such as `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x7f...)`. The vDSO has no file. */
export function parseLibraries(listing: string, binary: string): string[] {
  const missing = [...listing.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (missing.length > 0) {
    throw new EnvironmentError({
      message: `${binary} needs libraries that are not on this machine: ${missing.join(", ")}`,
      hint: "Does it run at all? Try it with `--version`.",
    });
  }
  return [...listing.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x[0-9a-f]+\)/gm)].map((match) => match[1] ?? "");
}

async function digestOf(entries: readonly TarEntry[]): Promise<string> {
  const hash = createHash("sha256").update(`layout ${layoutVersion}`);
  for (const { path: place, mode, source } of entries) {
    const content = source === undefined ? "" : await digestOfFile(source);
    hash.update(`\n${place} ${mode} ${content}`);
  }
  return hash.digest("hex").slice(0, 16);
}
