import path from "node:path";
import { listDirectoryNow } from "../platform/files.ts";
import { documentFolder } from "./places.ts";

/** Names of the plans or clusters that come with this installation. */
export function listDocuments(options: { home: string; kind: "plan" | "cluster" }): string[] {
  const suffix = `.${options.kind}.yaml`;
  return listDirectoryNow(path.join(options.home, ...documentFolder[options.kind]))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length));
}
