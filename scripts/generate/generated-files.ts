// Files that are written by the code and committed: a test checks that they are fresh.

import { jsonSchemas } from "../../src/input/json-schema.ts";
import { baselineSchemaAsJson } from "../../src/model/baseline.ts";
import { capacitySchemaAsJson } from "../../src/model/capacity.ts";
import { comparisonSchemaAsJson } from "../../src/model/comparison.ts";
import { resultJsonSchema } from "../../src/report/json.ts";
import { implementedBackends } from "../../src/run/backends.ts";
import { idealSupportTable } from "../../src/run/support.ts";
import { journalsReadme } from "../fixtures/journals-readme.ts";

/** Path relative to the repository -> content. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const schemas = {
    ...jsonSchemas(),
    comparison: comparisonSchemaAsJson(),
    baseline: baselineSchemaAsJson(),
    capacity: capacitySchemaAsJson(),
  };
  const schemaFiles = Object.entries(schemas).map(([kind, schema]): [string, string] => [
    `reports/schema/${kind}.schema.json`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  return {
    ...Object.fromEntries(schemaFiles),
    "reports/schema/result.schema.json": resultJsonSchema(),
    "chaos/README.md": chaosReadme(),
    "fixtures/journals/README.md": journalsReadme(),
  };
}

function chaosReadme(): string {
  return `# Faults

Plain Chaos Mesh manifests: \`kubectl apply\` takes them as they are. Nodes are pods of namespace \`chain\`, with the labels
\`chaindrill/role\` (signer, rpc, dev), \`chaindrill/index\` (position in the cluster) and \`app.kubernetes.io/name\` (the client).

What each kind and action of Chaos Mesh 2.8 is, by backend. *native*: done as Chaos Mesh does it. *emulated*: the same effect
by other means, which the note names. *refused*: not carried out, and said so before anything starts.
This table is asked from the drivers: \`npm run generate\` writes it, \`chaindrill support\` prints it.

${idealSupportTable(implementedBackends)}`;
}
