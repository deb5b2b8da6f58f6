// `chaindrill doctor`: what this machine has and what it therefore can do. It looks, and installs nothing.

import { type ExitCode, exitCode } from "../../base/errors.ts";
import type { BackendFacts } from "../../model/node.ts";
import { describeMachine, type MachineFacts, readMachine } from "../../platform/machine.ts";
import type { FoundTool } from "../../platform/tools/find-tool.ts";
import { findOptionalTools } from "../../platform/tools/optional-tools.ts";
import { findTools, toolPlaces } from "../../platform/tools/resolve-tools.ts";
import { optionalToolNames } from "../../platform/tools/tool-kinds.ts";

export type ToolReport = FoundTool & { readonly name: string; readonly wanted: string };

export type OwnToolReport = FoundTool & { readonly name: string };

export interface DoctorFacts {
  readonly machine: MachineFacts;
  readonly tools: readonly ToolReport[];
  /** Of our own, that only some faults need: without one those are refused, and all else works. */
  readonly ownTools: readonly OwnToolReport[];
  readonly backends: readonly BackendFacts[];
}

export interface DoctorOptions {
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory whose free space matters: where runs are written. */
  readonly diskOf: string;
  /** What each backend says of itself. */
  readonly backends: readonly BackendFacts[];
}

/** Looks at machine and tools. Exit code 4 when a tool is missing or no backend is available. */
export async function doctor(options: DoctorOptions): Promise<{ text: string; exitCode: ExitCode }> {
  const places = toolPlaces(options.env);
  const [machine, tools] = await Promise.all([readMachine({ diskOf: options.diskOf }), findTools(places)]);
  const own = await findOptionalTools(places);
  const ownTools = optionalToolNames.map((name) => ({ name, ...own[name] }));
  const facts: DoctorFacts = { machine, tools, ownTools, backends: options.backends };
  const text = options.json ? `${JSON.stringify(facts, null, 2)}\n` : renderDoctor(facts);
  return { text, exitCode: isFit(facts) ? exitCode.pass : exitCode.environment };
}

const isFit = (facts: DoctorFacts): boolean =>
  facts.tools.every((tool) => tool.tool !== undefined) && facts.backends.some((backend) => backend.available);

/** The report for people. */
export function renderDoctor(facts: DoctorFacts): string {
  const missing = facts.tools.filter(({ tool }) => tool === undefined);
  const lines = [
    "machine",
    ...machineRows(facts.machine).map(([name, value]) => `  ${name.padEnd(10)} ${value}`),
    "",
    "tools",
    ...facts.tools.flatMap(toolRows),
    "",
    "own tools, for some faults",
    ...facts.ownTools.map(ownToolRow),
    "",
    "backends",
    ...facts.backends.map(backendRow),
    "",
    conclusion(facts, missing),
  ];
  return `${lines.join("\n")}\n`;
}

function machineRows(machine: MachineFacts): readonly (readonly [string, string])[] {
  const { memoryBytes, memoryFreeBytes, diskFreeBytes, goVersion, dockerVersion } = machine;
  return [
    ["system", describeMachine(machine)],
    ["node", machine.nodeVersion],
    ["memory", `${gigabytes(memoryFreeBytes)} free of ${gigabytes(memoryBytes)}`],
    ["disk", diskFreeBytes === null ? "unknown" : `${gigabytes(diskFreeBytes)} free`],
    ["user", machine.root ? "root" : "not root"],
    ["go", goVersion ?? "not on PATH (needed only to build tools that have no download)"],
    ["docker", dockerVersion === null ? "does not answer" : `server ${dockerVersion}`],
    ["cgroups", machine.cgroups ?? "none"],
    ["netem", machine.netem === null ? "unknown" : machine.netem ? "in the kernel" : "not in the kernel"],
    ["signing", signingNote(machine.signing)],
  ];
}

const signingNote = (signing: MachineFacts["signing"]): string =>
  signing === "native"
    ? "native secp256k1"
    : "JavaScript secp256k1, about ten times slower: signing a corpus takes longer";

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

function toolRows(report: ToolReport): readonly string[] {
  if (report.tool !== undefined) {
    const { version, path, how } = report.tool;
    return [`  ${report.name.padEnd(10)} ${version.padEnd(9)} ${path} (${how})`];
  }
  const reasons = report.attempts.map(({ way, why }) => `      ${way}: ${why.replaceAll("\n", "\n        ")}`);
  return [`  ${report.name.padEnd(10)} missing, wanted ${report.wanted}`, ...reasons];
}

function ownToolRow({ name, tool, attempts }: OwnToolReport): string {
  if (tool !== undefined) return `  ${name.padEnd(10)} ${tool.version.padEnd(9)} ${tool.path} (${tool.how})`;
  const why = attempts.at(-1)?.why.replaceAll("\n", " ") ?? "it was not looked for";
  return `  ${name.padEnd(10)} not there: ${why}`;
}

function backendRow(backend: BackendFacts): string {
  const parts = backend.links || backend.mechanisms.filter.works;
  const ability = parts ? "available" : "available, but nodes cannot be parted from each other";
  const state = backend.available ? ability : `not available: ${backend.why ?? "no reason given"}`;
  return `  ${backend.kind.padEnd(10)} ${state}`;
}

function conclusion(facts: DoctorFacts, missing: readonly ToolReport[]): string {
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(", ");
    return `Not ready: ${names} missing. Try: chaindrill setup`;
  }
  return isFit(facts) ? "Ready." : "Not ready: no backend is available on this machine.";
}
