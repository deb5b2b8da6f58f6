import { errorText } from "../../base/errors.ts";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { BackendFacts, Mechanism, MechanismName } from "../../model/node.ts";
import { readElf } from "../../platform/docker/elf.ts";
import type { DockerDaemon } from "../../platform/docker/look-at-docker.ts";

/** What faults in containers can be made of, as probed on this machine. */
export type Mechanisms = Readonly<Record<MechanismName, Mechanism>>;

/** What can be told of the backend before anything starts. */
export async function factsOf(options: {
  look: () => Promise<DockerDaemon>;
  /** The clients of this machine, of which one is enough; empty when an image was named. */
  binaries: readonly string[];
  probe: (() => Promise<Mechanisms>) | undefined;
  isRoot: boolean;
}): Promise<BackendFacts> {
  const { look, binaries, probe, isRoot } = options;
  const facts = (available: true | string, mechanisms: Mechanisms): BackendFacts => ({
    kind: "docker",
    links: false,
    mechanisms,
    ...(available === true ? { available } : { available: false, why: available }),
  });
  let daemon: DockerDaemon;
  try {
    daemon = await look();
  } catch (error) {
    return facts(errorText(error), nothingWorks("there is no Docker to use"));
  }
  const unfit = await unfitness(binaries, daemon);
  const outOfReach = reachObjection(daemon, isRoot);
  if (outOfReach !== undefined) return facts(unfit ?? true, nothingWorks(outOfReach));
  return facts(unfit ?? true, (await probe?.()) ?? nothingWorks("nobody has probed what this machine can do"));
}

const nothingWorks = (why: string): Mechanisms => everyMechanism({ works: false, why });

/** Rules, stress and proxies are put into a container from outside: by its namespaces and cgroups, which root may enter. */
export function reachObjection({ isHere }: Pick<DockerDaemon, "isHere">, isRoot: boolean): string | undefined {
  if (!isHere)
    return "the Docker daemon runs on another machine, or in a virtual one: its containers cannot be entered";
  return isRoot ? undefined : "only root may enter the namespaces of containers";
}

/** Why no image can be made of any client; undefined when one can. */
async function unfitness(binaries: readonly string[], daemon: DockerDaemon): Promise<string | undefined> {
  const reasons = [];
  for (const binary of binaries) {
    try {
      const { architecture } = await readElf(binary);
      if (architecture === daemon.architecture) return undefined;
      reasons.push(`${binary} is made for ${architecture}, the Docker daemon runs on ${daemon.architecture}`);
    } catch (error) {
      reasons.push(errorText(error));
    }
  }
  return reasons.length === 0 ? undefined : reasons.join("; ");
}
