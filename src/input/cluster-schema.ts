import { z } from "zod";
import { clientKinds, nodeRoles } from "../model/cluster.ts";
import { amountWei, dnsLabel, environmentName, nonEmptyText, positiveDurationMs, stringMap } from "./scalar-schemas.ts";

const nodeGroupSchema = z.strictObject({
  /** Nodes of the group are called `<name>-0`, `<name>-1`, ... */
  name: dnsLabel,
  count: z.int().min(1).max(50).default(1),
  role: z.enum(nodeRoles),
  client: z.enum(clientKinds),
  container: dnsLabel.optional(),
  labels: stringMap.default({}),
  annotations: stringMap.default({}),
  /** Of a node of an external network, and only there. */
  rpcUrl: nonEmptyText.optional(),
  wsUrl: nonEmptyText.optional(),
});

/** The structure of a cluster file; `load-cluster.ts` has the rules. */
export const clusterSchema = z.strictObject({
  apiVersion: z.literal("chaindrill/v1alpha1"),
  kind: z.literal("Cluster"),
  metadata: z.strictObject({ name: dnsLabel, description: z.string().optional() }),
  spec: z.strictObject({
    chainId: z.int().positive(),
    /** A chain that was not declared a testnet is refused. */
    testnet: z.boolean().optional(),
    namespace: dnsLabel.default("chain"),
    consensus: z.strictObject({ kind: z.enum(["clique", "dev", "external"]), blockPeriod: positiveDurationMs }),
    gasLimit: z.int().min(21_000),
    /** Further blocks after which a block counts as settled. */
    confirmations: z.int().min(1).optional(),
    /** Of an external network: it may be sent to. Without it `--allow-chain` must name the chain. */
    allowed: z.boolean().optional(),
    /** Of an external network: who pays for the accounts of a run. The key is in an environment variable, never in a file. */
    funding: z.strictObject({ keyEnv: environmentName, budget: amountWei }).optional(),
    nodes: z.array(nodeGroupSchema).min(1),
  }),
});

export type ClusterFile = z.output<typeof clusterSchema>;
