/** One thing wrong with one input file. All problems of all files are reported together. */
export interface Problem {
  readonly file: string;
  /** 1-based; 1 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the field, "" for the document. */
  readonly path: string;
  /** What is wrong: expected and found, in one sentence. */
  readonly message: string;
  /** What to try. */
  readonly hint: string | undefined;
  /** A warning does not stop a run. */
  readonly severity: "error" | "warning";
}

export type Loaded<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };
