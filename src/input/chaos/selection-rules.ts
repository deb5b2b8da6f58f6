// Rules for selector, mode and value that Chaos Mesh's webhook has, or that it lacks and users fall over.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/selector/generic/mode.go

import { assertNever } from "../../base/assert.ts";
import type { PodSelector, Selection } from "../../model/fault.ts";
import { unanswerableParts } from "../../model/match-selector.ts";
import { describeValue } from "../describe-value.ts";
import type { Findings } from "../findings.ts";
import { suggestion } from "../suggest.ts";
import type { Path } from "../yaml-document.ts";
import type { SelectionFile, SelectorFile } from "./common-schema.ts";

interface SelectionCheck {
  /** `spec`, or `spec.target`. */
  readonly path: Path;
  readonly selection: SelectionFile;
  /** The experiment's own, which `namespaces` defaults to. */
  readonly namespace: string;
  readonly findings: Findings;
}

/** Reports what is wrong with a selection and returns it with its defaults. */
export function checkSelection({ path, selection, namespace, findings }: SelectionCheck): Selection {
  checkValue({ path, selection, findings });
  const selector = toSelector(selection.selector, namespace);
  const selectorPath = [...path, "selector"];
  checkNotEmpty({ path: selectorPath, given: selection.selector, selector, findings });
  checkExpressions({ path: selectorPath, selector, findings });
  checkFields({ path: selectorPath, selector, findings });
  checkPhases({ path: selectorPath, selector, findings });
  return { selector, mode: selection.mode, value: needsValue(selection.mode) ? selection.value : undefined };
}

const needsValue = (mode: Selection["mode"]): boolean => mode !== "one" && mode !== "all";

function toSelector(given: SelectorFile, namespace: string): PodSelector {
  const pods = given.pods ?? {};
  const namespaces = given.namespaces ?? [];
  return {
    namespaces: namespaces.length > 0 ? namespaces : [namespace],
    pods: Object.keys(pods).length > 0 ? pods : undefined,
    labelSelectors: given.labelSelectors ?? {},
    expressionSelectors: (given.expressionSelectors ?? []).map(({ key, operator, values }) => ({
      key,
      operator,
      values: values ?? [],
    })),
    annotationSelectors: given.annotationSelectors ?? {},
    fieldSelectors: given.fieldSelectors ?? {},
    nodes: given.nodes ?? [],
    nodeSelectors: given.nodeSelectors ?? {},
    podPhaseSelectors: given.podPhaseSelectors ?? [],
  };
}

function checkValue({ path, selection, findings }: Omit<SelectionCheck, "namespace">): void {
  const { mode, value } = selection;
  const at = { path: [...path, "value"] };
  const found = describeValue(value);
  switch (mode) {
    case "one":
    case "all":
      if (value === undefined) return;
      findings.warn({
        ...at,
        message: `expected no value with mode ${mode}, found ${found}: it is ignored`,
        hint: "remove it, or choose mode fixed or fixed-percent",
      });
      return;
    case "fixed":
      if (value !== undefined && /^[1-9]\d{0,8}$/.test(value)) return;
      findings.error({
        ...at,
        message: `expected a whole number above 0 in quotes with mode fixed, found ${found}`,
        hint: 'such as value: "2"',
      });
      return;
    case "fixed-percent":
    case "random-max-percent":
      if (value !== undefined && /^[1-9]\d{0,2}$/.test(value) && Number(value) <= 100) return;
      findings.error({
        ...at,
        message: `expected a percentage above 0 and up to 100 in quotes with mode ${mode}, found ${found}`,
        hint: 'such as value: "50", without a % sign',
      });
      return;
    default:
      assertNever(mode);
  }
}

interface SelectorCheck {
  readonly path: Path;
  readonly selector: PodSelector;
  readonly findings: Findings;
}

function checkNotEmpty({ path, given, selector, findings }: SelectorCheck & { given: SelectorFile }): void {
  const used = Object.entries(given).filter(([, part]) => Object.keys(part ?? {}).length > 0);
  if (used.length === 0) {
    findings.error({
      path,
      message: "expected a selector that says which pods, found an empty one: it would take every pod of the namespace",
      hint: "name labels, such as labelSelectors: { chaindrill/role: signer }, or at least namespaces",
    });
  }
  const others = used.map(([key]) => key).filter((key) => key !== "pods");
  if (selector.pods === undefined || others.length === 0) return;
  findings.warn({
    path: [...path, "pods"],
    message: `expected pods alone, found it beside ${others.join(", ")}: pods overrides everything else`,
    hint: "keep one of them",
    at: "key",
  });
}

function checkExpressions({ path, selector, findings }: SelectorCheck): void {
  for (const [index, { operator, values }] of selector.expressionSelectors.entries()) {
    const listed = operator === "In" || operator === "NotIn";
    if (listed === values.length > 0) continue;
    findings.error({
      path: [...path, "expressionSelectors", index, "values"],
      message: listed
        ? `expected at least one value with operator ${operator}, found none`
        : `expected no values with operator ${operator}, found ${values.length}`,
    });
  }
}

/** Those that Chaos Mesh knows. */
const fieldNames: readonly string[] = [
  "metadata.name",
  "metadata.namespace",
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.schedulerName",
  "spec.serviceAccountName",
  "status.phase",
  "status.podIP",
  "status.nominatedNodeName",
];

function checkFields({ path, selector, findings }: SelectorCheck): void {
  for (const field of Object.keys(selector.fieldSelectors).filter((name) => !fieldNames.includes(name))) {
    findings.error({
      path: [...path, "fieldSelectors", field],
      message: `expected a field that pods can be selected by, found "${field}"`,
      hint: suggestion(field, fieldNames),
      at: "key",
    });
  }
  for (const part of unanswerableParts(selector)) {
    const [head = part, ...rest] = part.split(".");
    const field = rest.join(".");
    if (field !== "" && !fieldNames.includes(field)) continue;
    findings.error({
      path: [...path, head, ...(field === "" ? [] : [field])],
      message: `expected a selector that a node of a cluster file can answer, found ${part}: it cannot be answered here`,
      hint: "it asks for the machine a pod is scheduled on; select by labels, annotations or names instead",
      at: "key",
    });
  }
}

const podPhases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"] as const;

function checkPhases({ path, selector, findings }: SelectorCheck): void {
  for (const [index, text] of selector.podPhaseSelectors.entries()) {
    const phase = text.replace(/^!/, "");
    if (podPhases.some((known) => known === phase)) continue;
    findings.error({
      path: [...path, "podPhaseSelectors", index],
      message: `expected a pod phase, with ! in front to exclude it, found ${describeValue(text)}`,
      hint: suggestion(phase, podPhases),
    });
  }
}
