import { EnvironmentError } from "../../base/errors.ts";
import type { ClusterSpec } from "../../model/cluster.ts";

/** Told by the backends that start nodes themselves. */
export const notStartable = ({ name }: ClusterSpec): EnvironmentError =>
  new EnvironmentError({
    message: `${name} is an external network, which is not started here`,
    hint: "Use --backend external, or another cluster with --cluster.",
  });
