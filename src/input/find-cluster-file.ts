import path from "node:path";
import type { ReadFile } from "./yaml-document.ts";

interface ClusterReference {
  /** A bare name such as `clique-5`, or a path relative to the plan. */
  readonly reference: string;
  readonly planFile: string;
  readonly readFile: ReadFile;
  /** Where the clusters that come with Chaindrill are, for plans that live elsewhere. */
  readonly clusterDir?: string | undefined;
}

/** The file a plan's `cluster` means, or every place where it was looked for. */
export function findClusterFile(options: ClusterReference): { found: string } | { tried: readonly string[] } {
  const { reference, planFile, readFile, clusterDir } = options;
  const planDir = path.dirname(planFile);
  const isPath = reference.includes("/") || /\.ya?ml$/.test(reference);
  const tried = isPath
    ? [resolveReference(planFile, reference)]
    : [
        ...ancestors(planDir).map((dir) => path.join(dir, "fixtures", "clusters", `${reference}.cluster.yaml`)),
        path.join(planDir, `${reference}.cluster.yaml`),
        ...(clusterDir === undefined ? [] : [path.join(clusterDir, `${reference}.cluster.yaml`)]),
      ];
  const found = tried.find((file) => readFile(file) !== undefined);
  return found === undefined ? { tried } : { found };
}

/** A path written in a file, relative to that file. */
export function resolveReference(file: string, reference: string): string {
  return path.isAbsolute(reference) ? path.normalize(reference) : path.join(path.dirname(file), reference);
}

/** The directory and those above it, nearest first, as far as the path itself tells. */
function ancestors(dir: string): string[] {
  const above = path.dirname(dir);
  return above === dir ? [dir] : [dir, ...ancestors(above)];
}
