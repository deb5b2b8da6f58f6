// What must agree before numbers of two runs may be compared, as words that a person can compare too. The scenario is
// told by its name and a digest: two plans of one name that differ in a rate are two scenarios.

import { createHash } from "node:crypto";
import path from "node:path";
import { clientKinds } from "../../model/cluster.ts";
import type { Plan } from "../../model/plan.ts";
import type { RecordedRun, RunHeader } from "../../model/recorded-run.ts";
import type { Environment } from "../../model/result.ts";

const digestLength = 8;

/** The environment of a run. */
export function environmentOf({ header, plan }: Pick<RecordedRun, "header" | "plan">): Environment {
  const { machine } = header;
  return {
    machine: `${machine.cpus} x ${machine.cpuModel}, ${Math.round(machine.memoryMiB / 1024)} GiB, ${machine.platform} ${machine.arch}`,
    backend: header.backend,
    scenario: `${plan.name} on ${plan.cluster.name}, ${digestOfScenario(plan)}`,
    clients: clientsOf(header),
    harness: [
      `Chaindrill ${header.chaindrillVersion}`,
      `Node ${machine.node.replace(/^v/, "")}`,
      ...generators(header),
    ].join(", "),
  };
}

const kinds: readonly string[] = clientKinds;

function clientsOf({ nodes, tools }: RunHeader): string {
  const used = [...new Set(nodes.map(({ client }) => client))].sort();
  return used.map((client) => `${client} ${versionOf(client, tools)}`).join(", ");
}

const versionOf = (name: string, tools: RunHeader["tools"]): string =>
  tools.find((tool) => tool.name === name)?.version ?? "of unknown version";

const generators = ({ tools }: RunHeader): string[] =>
  tools.filter(({ name }) => !kinds.includes(name)).map(({ name, version }) => `${name} ${version}`);

/**
 * Of the plan, everything that shapes the numbers. Left out: what differs from run to run (the seed and what it chose), who
 * carries the nodes (it has a line of its own), what is only judged or said, and where files lie on this machine.
 */
function digestOfScenario(plan: Plan): string {
  const { name, kind, cluster, loads, steady, faults, measureMs, recovery, canary, probe } = plan;
  const { through: _chosenByTheRun, ...canaries } = canary;
  const shaping = { name, kind, cluster, loads, steady, faults, measureMs, recovery, canaries, probe };
  const text = JSON.stringify(shaping, (key, value: unknown) => (unsaid.has(key) ? undefined : inOneForm(value)));
  return createHash("sha256").update(text).digest("hex").slice(0, digestLength);
}

/** Of a node: its client. Of a fault: the text of its manifest, whose comments may change, and where that lies. */
const unsaid: ReadonlySet<string> = new Set(["client", "container", "text", "origin"]);

/** The same whatever order the keys were written in, and wherever the repository lies. */
function inOneForm(value: unknown): unknown {
  if (typeof value === "string") return path.isAbsolute(value) ? path.basename(value) : value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
