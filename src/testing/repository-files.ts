// Reads files of this repository by their path from its root, whatever directory the tests run in.

import path from "node:path";
import { listDirectory, readTextNowIfThere } from "../platform/files.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

/** The text of `scenarios/plans/drill.plan.yaml`; undefined when it is not there. Absolute paths are taken as they are. */
export const readRepositoryFile = (file: string): string | undefined => readTextNowIfThere(path.resolve(root, file));

/** `fixtures/journals/outage` as an absolute path. */
export const repositoryPath = (file: string): string => path.join(root, file);

/** Paths from the root of the files in one directory that end like this, sorted. */
export async function listRepositoryFiles(dir: string, ending: string): Promise<string[]> {
  const names = await listDirectory(path.join(root, dir));
  return names.filter((name) => name.endsWith(ending)).map((name) => `${dir}/${name}`);
}
