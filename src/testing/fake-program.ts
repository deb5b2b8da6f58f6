// Small shell scripts that stand in for outside programs.

import { chmod } from "node:fs/promises";
import { writeAtomically } from "../platform/files.ts";

/** Writes an executable shell script. */
export async function writeFakeProgram(file: string, ...lines: readonly string[]): Promise<string> {
  await writeAtomically(file, ["#!/bin/sh", ...lines, ""].join("\n"));
  await chmod(file, 0o755);
  return file;
}

/** Writes a program that prints a version and counts in `<file>.asked` how often it was started. */
export const writeFakeTool = (file: string, printed: string): Promise<string> =>
  writeFakeProgram(file, `echo x >> '${file}.asked'`, `echo '${printed}'`);
