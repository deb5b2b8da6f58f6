import { errorText } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { type CgroupMounts, createCgroups, type NodeCgroups } from "../../platform/cgroups.ts";
import { note } from "../start/bring-up.ts";

/** Only load put on a node needs a cgroup: a network without is better than none, and the journal says so. */
export async function cgroupsOrNone(options: {
  scope: RunScope;
  nodes: readonly NodeId[];
  /** Those of this machine by default. */
  mounts?: CgroupMounts;
}): Promise<ReadonlyMap<string, NodeCgroups>> {
  const { scope, ...rest } = options;
  try {
    return await createCgroups({ runId: scope.runId, ...rest });
  } catch (error) {
    note(scope, `the nodes have no cgroups of their own, so no load can be put on them: ${errorText(error)}`);
    return new Map();
  }
}
