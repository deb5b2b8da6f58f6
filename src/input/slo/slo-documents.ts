// The documents of OpenSLO files, each of its kind, and those that another one names: in the same file, or in a
// neighbour that is called after it.

import path from "node:path";
import type { z } from "zod";
import type { Problem } from "../../model/problem.ts";
import { checkShape } from "../check-shape.ts";
import { describeValue, isRecord, valueAt } from "../describe-value.ts";
import { Findings } from "../findings.ts";
import { openDocuments } from "../open-document.ts";
import { nearestWord } from "../suggest.ts";
import type { Path, ReadFile, YamlDocument } from "../yaml-document.ts";
import { sloSchemas } from "./slo-schema.ts";

export type SloKind = keyof typeof sloSchemas;

export const sloKinds = Object.keys(sloSchemas) as SloKind[];

export type DocumentOf<K extends SloKind> = z.output<(typeof sloSchemas)[K]>;

/** A part of a document, with where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly findings: Findings;
  readonly path: Path;
}

interface OpenedDocument {
  readonly kind: SloKind;
  readonly name: unknown;
  readonly findings: Findings;
  /** Of the kind's schema; undefined when it has another shape. */
  readonly value: unknown;
}

interface OpenedFile {
  readonly documents: readonly OpenedDocument[];
  /** Of the file as a whole; a document's own stand in its findings. */
  readonly problems: readonly Problem[];
}

/** How a neighbour ends that holds what is named elsewhere. */
const suffixOf: Readonly<Record<Exclude<SloKind, "SLO">, string>> = {
  SLI: ".sli.yaml",
  AlertPolicy: ".alert-policy.yaml",
  AlertCondition: ".alert-condition.yaml",
};

/** Every file that was opened for one SLO, each once. */
export class SloDocuments {
  readonly #readFile: ReadFile;
  readonly #files = new Map<string, OpenedFile>();

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  /** All documents of a kind in a file; those of another shape are problems, and left out. */
  of<K extends SloKind>(file: string, kind: K): Placed<DocumentOf<K>>[] {
    return this.#open(file)
      .documents.filter((document) => document.kind === kind)
      .flatMap(({ value, findings }) =>
        value === undefined ? [] : [{ value: value as DocumentOf<K>, findings, path: [] }],
      );
  }

  /** Of which kinds the file holds anything, right or wrong. */
  kindsIn(file: string): ReadonlySet<SloKind> {
    return new Set(this.#open(file).documents.map(({ kind }) => kind));
  }

  /** What a reference names. One to nothing is reported where it stands. */
  follow<K extends Exclude<SloKind, "SLO">>(kind: K, reference: Placed<string>): Placed<DocumentOf<K>> | undefined {
    const { value: name, findings, path: at } = reference;
    const own = findings.document.file;
    const neighbour = path.join(path.dirname(own), `${name}${suffixOf[kind]}`);
    for (const file of [own, neighbour]) {
      if (file !== own && this.#readFile(file) === undefined) continue;
      const named = this.#open(file).documents.find((document) => document.kind === kind && document.name === name);
      // One of another shape has problems of its own, which say more.
      if (named !== undefined) return this.of(file, kind).find((document) => document.findings === named.findings);
    }
    findings.error({
      path: at,
      message: `expected ${kind === "SLI" ? "an SLI" : `an ${kind}`}, found nothing called "${name}"`,
      hint: `it may stand in this file, behind ---, or in ${neighbour}`,
    });
    return undefined;
  }

  get problems(): readonly Problem[] {
    return [...this.#files.values()].flatMap(({ documents, problems }) => [
      ...problems,
      ...documents.flatMap(({ findings }) => findings.problems),
    ]);
  }

  #open(file: string): OpenedFile {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const { documents, problems } = openDocuments({ file, readFile: this.#readFile });
    const opened = documents.map((document) => openDocument(document));
    const read = {
      documents: opened.flatMap((one) => one.document ?? []),
      problems: [...problems, ...opened.flatMap((one) => one.problems)],
    };
    this.#files.set(file, read);
    return read;
  }
}

function openDocument(document: YamlDocument): { document: OpenedDocument | undefined; problems: readonly Problem[] } {
  const findings = new Findings(document);
  const given = isRecord(document.value) ? document.value["kind"] : undefined;
  const kind = sloKinds.find((known) => known === given);
  if (kind === undefined) {
    const nearest = typeof given === "string" ? nearestWord(given, sloKinds) : undefined;
    findings.error({
      path: ["kind"],
      message: `expected ${sloKinds.slice(0, -1).join(", ")} or ${sloKinds.at(-1)}, found ${describeValue(given)}`,
      hint: nearest === undefined ? "other kinds of OpenSLO have no meaning here" : `did you mean "${nearest}"?`,
    });
    return { document: undefined, problems: findings.problems };
  }
  const value = checkShape({ schema: sloSchemas[kind], findings, value: document.value });
  return { document: { kind, name: valueAt(document.value, ["metadata", "name"]), findings, value }, problems: [] };
}
