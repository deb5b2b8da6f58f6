// What runs of the backends netns and docker have left on the machine, found with the machine's own tools.

import { listDirectory } from "../platform/files.ts";
import { runProgram } from "../platform/processes.ts";

/** What runs have on the machine under names that do not bear their ids: those are Docker's choice. */
export interface OtherNames {
  /** Bridges, and the ends of cables that are plugged into them. */
  readonly devices: readonly string[];
  /** How the addresses of the containers begin. */
  readonly subnets: readonly string[];
}

const noOtherNames: OtherNames = { devices: [], subnets: [] };

/** The other names of runs that live: once a network is gone nobody can tell what was called how because of it. */
export async function otherNamesOf(runIds: readonly string[]): Promise<OtherNames> {
  const format = "{{.Id}} {{range .IPAM.Config}}{{.Subnet}}{{end}}";
  const networks = await dockerNamesOf(runIds, ["network", "ls", "--format", "{{.ID}}"]);
  const shown =
    networks.length === 0 ? "" : await outputOf("docker", ["network", "inspect", "--format", format, ...networks]);
  const found = shown
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" "));
  const bridges = found.map(([id = ""]) => `br-${id.slice(0, 12)}`);
  const plugged = await Promise.all(bridges.map((bridge) => listDirectory(`/sys/class/net/${bridge}/brif`)));
  const subnets = found.flatMap(([, subnet]) => (subnet === undefined ? [] : [subnet.replace(/\d+\/\d+$/, "")]));
  return { devices: [...bridges, ...plugged.flat()], subnets };
}

/**
 * Network namespaces, devices, cgroups, containers and networks that bear one of these run ids or other names, in words;
 * and the rules of the machine's own network that name them. Any rule of a fault there is left over: it belongs into a pod.
 */
export async function machineTracesOf(runIds: readonly string[], other = noOtherNames): Promise<string[]> {
  if (runIds.length === 0) return [];
  const ofRuns = (name: string) => runIds.some((id) => name.includes(id));
  const isDevice = (name: string) => ofRuns(name) || other.devices.includes(name);
  const rules = rulesNaming([...runIds, ...other.devices, ...other.subnets, "chaindrill"], await machineRules());
  const groups = await Promise.all([
    named("network namespace", (await listDirectory("/run/netns")).filter(ofRuns)),
    named("device", (await listDirectory("/sys/class/net")).filter(isDevice)),
    named("cgroup", (await cgroupNames()).filter(ofRuns)),
    named("docker", await dockerNames(runIds)),
    named("rule", rules),
  ]);
  return groups.flat();
}

/** Lines of rules and sets in which one of the words stands, whatever the case. */
export function rulesNaming(words: readonly string[], rules: string): string[] {
  const wanted = words.map((word) => word.toLowerCase());
  return rules.split("\n").filter((line) => wanted.some((word) => line.toLowerCase().includes(word)));
}

/** Rules and sets of addresses outside of all pods; none where these programs are not, or may not be used. */
async function machineRules(): Promise<string> {
  return (await Promise.all([outputOf("iptables-save", []), outputOf("ipset", ["list", "-name"])])).join("\n");
}

const named = (what: string, names: readonly string[]): string[] => names.map((name) => `${what} ${name}`);

/** Of the hierarchy of version 2 and of every controller of version 1. */
async function cgroupNames(): Promise<string[]> {
  const root = "/sys/fs/cgroup";
  const first = await listDirectory(root);
  const below = await Promise.all(first.map((name) => listDirectory(`${root}/${name}`).catch(() => [])));
  return [...first, ...below.flat()];
}

async function dockerNames(runIds: readonly string[]): Promise<string[]> {
  const lists = [
    ["container", ["ps", "--all", "--format", "{{.Names}}"]],
    ["network", ["network", "ls", "--format", "{{.Name}}"]],
    ["volume", ["volume", "ls", "--format", "{{.Name}}"]],
  ] as const;
  const found = await Promise.all(lists.map(async ([kind, list]) => named(kind, await dockerNamesOf(runIds, list))));
  return found.flat();
}

/** What a list of Docker has of these runs. */
async function dockerNamesOf(runIds: readonly string[], list: readonly string[]): Promise<string[]> {
  const shown = await Promise.all(
    runIds.map((id) => outputOf("docker", [...list, "--filter", `label=chaindrill.run=${id}`])),
  );
  return shown.flatMap((text) => text.split("\n").filter(Boolean));
}

/** No program, no daemon: nothing left in it. */
async function outputOf(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await runProgram({ command, args, timeoutMs: 10_000 }).catch(() => ({ stdout: "" }));
  return stdout;
}
