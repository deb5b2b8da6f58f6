// What runs of the backends netns and docker have left on the machine, found with the machine's own tools.

import { listDirectory } from "../platform/files.ts";
import { runProgram } from "../platform/processes.ts";

/** Network namespaces, devices, cgroups, containers and networks that bear one of these run ids, in words. */
export async function machineTracesOf(runIds: readonly string[]): Promise<string[]> {
  if (runIds.length === 0) return [];
  const ofRuns = (name: string) => runIds.some((id) => name.includes(id));
  const groups = await Promise.all([
    named("network namespace", (await listDirectory("/run/netns")).filter(ofRuns)),
    named("device", (await listDirectory("/sys/class/net")).filter(ofRuns)),
    named("cgroup", (await cgroupNames()).filter(ofRuns)),
    named("docker", await dockerNames(runIds)),
  ]);
  return groups.flat();
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
  const found: string[] = [];
  for (const id of runIds) {
    for (const [kind, list] of [
      ["container", ["ps", "--all", "--format", "{{.Names}}"]],
      ["network", ["network", "ls", "--format", "{{.Name}}"]],
      ["volume", ["volume", "ls", "--format", "{{.Name}}"]],
    ] as const) {
      const args = [...list, "--filter", `label=chaindrill.run=${id}`];
      // No Docker, nothing left in it.
      const { stdout } = await runProgram({ command: "docker", args, timeoutMs: 10_000 }).catch(() => ({ stdout: "" }));
      found.push(
        ...stdout
          .split("\n")
          .filter(Boolean)
          .map((name) => `${kind} ${name}`),
      );
    }
  }
  return found;
}
