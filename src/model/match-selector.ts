// Chaos Mesh's selector semantics over anything that looks like a pod. The loader ("matches no node") and the real
// target selection use the same code, so that a manifest never passes one and surprises in the other.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/selector/pod/selector.go

import { assert, assertNever } from "../base/assert.ts";
import type { NodeSpec } from "./cluster.ts";
import type { ExpressionSelector, PodSelector } from "./fault.ts";

/** What a selector can see of a node. */
export interface SelectorCandidate {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** A pod phase of Kubernetes: "Running", "Failed", ... */
  readonly phase: string;
}

const answerableFields: readonly string[] = ["metadata.name", "metadata.namespace", "status.phase"];

/** A node as a selector sees it; a node of a cluster file is taken to be running. */
export function selectorCandidate(node: NodeSpec, phase = "Running"): SelectorCandidate {
  const { namespace, labels, annotations } = node;
  return { namespace, name: node.id, labels, annotations, phase };
}

/** Parts of a selector that speak of machines or scheduling, which a node of Chaindrill has none of: `nodes`, ... */
export function unanswerableParts(selector: PodSelector): readonly string[] {
  return [
    ...(selector.nodes.length > 0 ? ["nodes"] : []),
    ...(Object.keys(selector.nodeSelectors).length > 0 ? ["nodeSelectors"] : []),
    ...Object.keys(selector.fieldSelectors)
      .filter((field) => !answerableFields.includes(field))
      .map((field) => `fieldSelectors.${field}`),
  ];
}

/**
 * True when every part of the selector holds. `pods` overrides everything else. `namespaces` has been defaulted to the
 * experiment's own by the loader; an empty list matches nothing, never everything.
 */
export function matchesSelector(selector: PodSelector, candidate: SelectorCandidate): boolean {
  if (selector.pods !== undefined) return isListed(selector.pods, candidate);
  const unanswerable = unanswerableParts(selector);
  assert(unanswerable.length === 0, `a selector with ${unanswerable.join(", ")} got past the loader`);
  return (
    selector.namespaces.includes(candidate.namespace) &&
    holds(selector.labelSelectors, candidate.labels) &&
    holds(selector.annotationSelectors, candidate.annotations) &&
    holds(selector.fieldSelectors, {
      "metadata.name": candidate.name,
      "metadata.namespace": candidate.namespace,
      "status.phase": candidate.phase,
    }) &&
    selector.expressionSelectors.every((expression) => matchesExpression(expression, candidate.labels)) &&
    matchesPhase(selector.podPhaseSelectors, candidate.phase)
  );
}

function isListed(pods: Readonly<Record<string, readonly string[]>>, candidate: SelectorCandidate): boolean {
  return Object.hasOwn(pods, candidate.namespace) && (pods[candidate.namespace]?.includes(candidate.name) ?? false);
}

function holds(wanted: Readonly<Record<string, string>>, found: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => lookUp(found, key) === value);
}

/** As Kubernetes label expressions: `NotIn` holds also where the key is missing. */
function matchesExpression(expression: ExpressionSelector, labels: Readonly<Record<string, string>>): boolean {
  const value = lookUp(labels, expression.key);
  switch (expression.operator) {
    case "In":
      return value !== undefined && expression.values.includes(value);
    case "NotIn":
      return value === undefined || !expression.values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return assertNever(expression.operator);
  }
}

/** Plain phases are alternatives; each "!Phase" excludes. */
function matchesPhase(selectors: readonly string[], phase: string): boolean {
  const including = selectors.filter((selector) => !selector.startsWith("!"));
  const excluded = selectors.some((selector) => selector === `!${phase}`);
  return !excluded && (including.length === 0 || including.includes(phase));
}

/** Own properties only: a label key such as "constructor" must not find something inherited. */
function lookUp(map: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
