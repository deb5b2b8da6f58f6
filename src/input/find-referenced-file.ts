import path from "node:path";
import type { ReadFile } from "./yaml-document.ts";

/** What a file may name without a path: a cluster such as `clique-5`, or a plan such as `quick`. */
export type NamedKind = "cluster" | "plan";

export interface FileReference {
  readonly kind: NamedKind;
  /** A bare name, or a path relative to the file that has it. */
  readonly reference: string;
  /** The file that has it. */
  readonly from: string;
  readonly readFile: ReadFile;
  /** Where those that come with Chaindrill are, for files that live elsewhere. */
  readonly shippedDir?: string | undefined;
}

const folderOf: Readonly<Record<NamedKind, string>> = {
  cluster: path.join("fixtures", "clusters"),
  plan: path.join("scenarios", "plans"),
};

/** The file a reference means, or every place where it was looked for. */
export function findReferencedFile(options: FileReference): { found: string } | { tried: readonly string[] } {
  const { kind, reference, from, readFile, shippedDir } = options;
  const fromDir = path.dirname(from);
  const name = `${reference}.${kind}.yaml`;
  const tried = isPath(reference)
    ? [resolveReference(from, reference)]
    : [
        ...ancestors(fromDir).map((dir) => path.join(dir, folderOf[kind], name)),
        path.join(fromDir, name),
        ...(shippedDir === undefined ? [] : [path.join(shippedDir, name)]),
      ];
  const found = tried.find((file) => readFile(file) !== undefined);
  return found === undefined ? { tried } : { found };
}

/** Not a bare name. */
export const isPath = (reference: string): boolean => reference.includes("/") || /\.ya?ml$/.test(reference);

/** A path written in a file, relative to that file. */
export function resolveReference(file: string, reference: string): string {
  return path.isAbsolute(reference) ? path.normalize(reference) : path.join(path.dirname(file), reference);
}

/** The directory and those above it, nearest first, as far as the path itself tells. */
function ancestors(dir: string): string[] {
  const above = path.dirname(dir);
  return above === dir ? [dir] : [dir, ...ancestors(above)];
}
