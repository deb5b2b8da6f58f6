// Where things lie: the repository's own files, the user's cache and state, and the runs.

import path from "node:path";
import { readTextNowIfThere } from "../platform/files.ts";
import { type UserDirectories, userDirectories } from "../platform/user-directories.ts";

export interface Places extends UserDirectories {
  /** Root of this installation: fixtures, scenarios, chaos. */
  readonly home: string;
  /** Where runs are kept unless --out says otherwise. */
  readonly runsDir: string;
  /** Where comparisons are kept unless --out says otherwise. */
  readonly comparisonsDir: string;
  /** Committed, unlike the two above. */
  readonly baselinesDir: string;
}

/** Reads HOME and the XDG variables out of an environment. */
export function findPlaces(env: Readonly<Record<string, string | undefined>> = process.env): Places {
  return {
    home: path.resolve(import.meta.dirname, "..", ".."),
    ...userDirectories(env),
    runsDir: path.resolve("reports", "runs"),
    comparisonsDir: path.resolve("reports", "comparisons"),
    baselinesDir: path.resolve("reports", "baselines"),
  };
}

export type DocumentKind = "plan" | "cluster";

const documentFolder = { plan: ["scenarios", "plans"], cluster: ["fixtures", "clusters"] } as const;

/** How the file of a named plan or cluster ends: `drill` is `drill.plan.yaml`. */
export const documentSuffix = (kind: DocumentKind): string => `.${kind}.yaml`;

/** Where named plans or clusters lie: first the working directory's own collection, then the installation's. */
export const documentFolders = ({ home, kind }: { home: string; kind: DocumentKind }): [string, string] => [
  path.join(...documentFolder[kind]),
  path.join(home, ...documentFolder[kind]),
];

/** The installation's own: what a file that lies elsewhere may name without a path. */
export const shippedDirectory = ({ home, kind }: { home: string; kind: DocumentKind }): string =>
  path.join(home, ...documentFolder[kind]);

/** A plan or cluster by path, or by name from the working directory's or the installation's own collection. */
export function findDocument(given: string, options: { home: string; kind: DocumentKind }): string | undefined {
  const named = documentFolders(options).map((folder) => path.resolve(folder, given + documentSuffix(options.kind)));
  return [path.resolve(given), ...named].find(
    (file) => /\.ya?ml$/.test(file) && readTextNowIfThere(file) !== undefined,
  );
}

/** Version in package.json. */
export function installedVersion(home: string): string {
  const text = readTextNowIfThere(path.join(home, "package.json")) ?? "{}";
  return String((JSON.parse(text) as { version?: unknown }).version ?? "unknown");
}
