import type { Problem } from "../model/problem.ts";
import { Findings, fileProblem } from "./findings.ts";
import { parseYaml, type ReadFile, type YamlDocument } from "./yaml-document.ts";

interface Opened {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

/** Reads and parses a file; one that is not there is a problem like any other. */
export function openDocuments(options: { file: string; readFile: ReadFile }): Opened {
  const { file, readFile } = options;
  const text = readFile(file);
  if (text !== undefined) return parseYaml({ file, text });
  return { documents: [], problems: [fileProblem(file, "expected a file, found nothing of this name")] };
}

/** As openDocuments, for files that hold one document. */
export function openSingleDocument(options: { file: string; readFile: ReadFile }): {
  readonly document: YamlDocument | undefined;
  readonly problems: readonly Problem[];
} {
  const { documents, problems } = openDocuments(options);
  const [document, second] = documents;
  if (document === undefined || second === undefined) return { document, problems };
  const findings = new Findings(second);
  findings.error({
    path: [],
    message: `expected one document in the file, found ${documents.length}`,
    hint: "only Chaos Mesh manifests may hold several, split by ---",
  });
  return { document: undefined, problems: [...problems, ...findings.problems] };
}
