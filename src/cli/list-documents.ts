import { listDirectoryNow } from "../platform/files.ts";
import { type DocumentKind, documentFolders, documentSuffix } from "./places.ts";

/** Names of the plans or clusters that can be given without a path. */
export function listDocuments(options: { home: string; kind: DocumentKind }): string[] {
  const suffix = documentSuffix(options.kind);
  const names = documentFolders(options)
    .flatMap((folder) => listDirectoryNow(folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length));
  return [...new Set(names)].sort();
}
