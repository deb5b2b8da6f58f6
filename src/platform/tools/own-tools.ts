// The programs of this repository. They are built where they are needed, from the sources as they are: the cache calls
// them by a digest of these, so that an edit is built again.

import { createHash } from "node:crypto";
import path from "node:path";
import { readBytes } from "../digested-file.ts";
import { listFilesNow } from "../files.ts";
import type { OptionalToolName } from "./tool-kinds.ts";

export interface Recipe {
  /** Compilers by name: the first that is there is taken. */
  readonly compilers: readonly string[];
  /** What to install when there is none. */
  readonly needs: string;
  /** Files of the sources that are named on the command line, by how they end. */
  readonly names: string | undefined;
  args(output: string): readonly string[];
  /** `workDir` is for what the compiler leaves while it works. */
  env(workDir: string): Readonly<Record<string, string>>;
}

export interface OwnTool {
  readonly name: OptionalToolName;
  readonly sourceDir: string;
  readonly recipe: Recipe;
}

const recipes: Readonly<Record<OptionalToolName, Recipe>> = {
  netagent: {
    compilers: ["go"],
    needs: "Go >= 1.24 (https://go.dev/dl/)",
    names: undefined,
    args: (output) => ["build", "-trimpath", "-ldflags=-s -w", "-o", output, "."],
    // Static: it also runs where only a container's files are.
    env: (workDir) => ({ CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off", GOTMPDIR: workDir }),
  },
  clockshift: {
    compilers: ["cc", "gcc", "clang"],
    needs: "a C compiler and the static C library (Debian: gcc libc6-dev)",
    names: ".c",
    args: (output) => ["-O2", "-static", "-Wall", "-Wextra", "-o", output],
    env: (workDir) => ({ TMPDIR: workDir }),
  },
};

const nativeDir = path.resolve(import.meta.dirname, "..", "..", "..", "native");

/** Where the sources of a tool are, below `sourcesDir` or in this repository, and how they are built. */
export function ownTool(name: OptionalToolName, sourcesDir = nativeDir): OwnTool {
  return { name, sourceDir: path.join(sourcesDir, name), recipe: recipes[name] };
}

export interface OwnSources {
  /** Tells one state of the sources, and of the recipe, from another. */
  readonly digest: string;
  /** Named on the command line. */
  readonly files: readonly string[];
}

/** Undefined when there are none. */
export async function readSources({ sourceDir, recipe }: OwnTool): Promise<OwnSources | undefined> {
  const files = listFilesNow(sourceDir);
  if (files === undefined || files.length === 0) return undefined;
  const hash = createHash("sha256");
  hash.update(JSON.stringify([recipe.args(""), recipe.env(""), files]));
  for (const file of files) {
    const content = await readBytes(path.join(sourceDir, file));
    hash.update(`\0${content.length}\0`).update(content);
  }
  const { names } = recipe;
  return {
    digest: hash.digest("hex").slice(0, 12),
    files: names === undefined ? [] : files.filter((file) => file.endsWith(names)),
  };
}
