import { describe, expect, it } from "vitest";
import { loadCluster } from "./load-cluster.ts";
import { loadPlan } from "./load-plan.ts";

const cluster = (
  spec: string,
  nodes = '[{ name: node, role: rpc, client: other, rpcUrl: "http://10.0.0.1:8545" }]',
) => `
apiVersion: chaindrill/v1alpha1
kind: Cluster
metadata: { name: theirs }
spec:
  chainId: 4242
  testnet: true
  gasLimit: 30000000
  ${spec}
  nodes: ${nodes}
`;
const external = "consensus: { kind: external, blockPeriod: 12s }";
const load = (text: string) => loadCluster({ file: "c.yaml", readFile: () => text });
const resolve = (text: string) => {
  const loaded = load(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.value;
};
const problemsOf = (text: string) => {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.problems.map(({ path, message }) => `${path}: ${message}`);
};

describe("a cluster file of an external network", () => {
  it("has addresses instead of programs, and is not allowed unless it says so", () => {
    const { nodes, external: terms, confirmations } = resolve(cluster(external));
    expect(nodes[0]).toMatchObject({ id: "node-0", endpoints: { rpcUrl: "http://10.0.0.1:8545" } });
    expect([terms, confirmations]).toEqual([{ allowed: false }, 12]);
  });

  it("names a budget, and the variable that has the key", () => {
    const spec = `${external}\n  allowed: true\n  funding: { keyEnv: FUNDING_KEY, budget: 0.5eth }`;
    expect(resolve(cluster(spec)).external).toEqual({
      allowed: true,
      funding: { keyEnv: "FUNDING_KEY", budgetWei: "500000000000000000" },
    });
  });

  it("is refused with what it lacks, and with what must not be kept", () => {
    const key = `0x${"ab".repeat(32)}`;
    expect([
      ...problemsOf(cluster(external, "[{ name: node, role: rpc, client: geth, count: 2 }]")),
      ...problemsOf(
        cluster(
          external,
          '[{ name: a, role: rpc, client: other, rpcUrl: "ws://x" }, { name: b, role: rpc, client: other, rpcUrl: "https://me:secret@x/" }]',
        ),
      ),
      ...problemsOf(cluster(`${external}\n  funding: { keyEnv: "${key}", budget: 1 }`)),
      ...problemsOf(cluster(external).replace("testnet: true", "testnet: false")),
      ...problemsOf(cluster(external).replace("4242", "8453")),
    ]).toMatchInlineSnapshot(`
      [
        "spec.nodes.0: expected rpcUrl of a node of an external network, found nothing",
        "spec.nodes.0.count: expected 1 node at an address, found 2",
        "spec.nodes.0.rpcUrl: expected a URL that begins with http:// or https://, found "ws://x"",
        "spec.nodes.1.rpcUrl: expected a URL without user and password: it is kept with every run",
        "spec.funding.keyEnv: expected the name of an environment variable, such as FUNDING_KEY, found a text that is none",
        "spec.funding.budget: expected an amount such as "0.5eth", found 1 (a number)",
        "spec.testnet: expected "testnet: true", found false: a chain id that was not declared a testnet is refused",
        "spec.chainId: expected the chain id of a testnet, found 8453, which is Base",
      ]
    `);
  });

  it("is the only one that may say such things", () => {
    const spec =
      "consensus: { kind: clique, blockPeriod: 1s }\n  allowed: true\n  funding: { keyEnv: KEY, budget: 1eth }";
    const nodes = '[{ name: signer, role: signer, client: geth, rpcUrl: "http://x" }]';
    expect(problemsOf(cluster(spec, nodes))).toMatchInlineSnapshot(`
      [
        "spec.allowed: expected allowed only with consensus kind external, found it with clique",
        "spec.funding: expected funding only with consensus kind external, found it with clique",
        "spec.nodes.0.rpcUrl: expected rpcUrl only with consensus kind external, found it with clique",
      ]
    `);
  });
});

describe("a plan on an external network", () => {
  const plan = (spec: string) => `
apiVersion: chaindrill/v1alpha1
kind: Plan
metadata: { name: theirs }
spec:
  kind: benchmark
  cluster: ./c.cluster.yaml
  ${spec}
`;
  const problems = (text: string, clusterText = cluster(external)) => {
    const files: Readonly<Record<string, string>> = { "/p/a.plan.yaml": text, "/p/c.cluster.yaml": clusterText };
    const readFile = (file: string) => files[file] ?? (file.endsWith(".ts") ? "" : undefined);
    const loaded = loadPlan({ planFile: "/p/a.plan.yaml", readFile });
    return loaded.ok ? [] : loaded.problems.map(({ path, message }) => `${path}: ${message}`);
  };

  it("needs the backend external, and loads that call no contract of ours", () => {
    const loads = "load: [{ name: a, script: ./transfers.ts, rate: 1/s }, { name: b, script: ./logs.ts, rate: 1/s }]";
    expect(problems(plan(loads))).toMatchInlineSnapshot(`
      [
        "spec.backend: expected backend external for theirs, a network that is not started here, found process",
        "spec.load.1.script: expected a load that calls no contract, found logs: theirs has none of those that a genesis of ours has",
      ]
    `);
    const fine = "backend: external\n  load: [{ name: a, script: ./transfers.ts, rate: 1/s }]";
    expect(problems(plan(fine))).toEqual([]);
  });

  it("cannot make a network of ours one", () => {
    const clique = cluster("consensus: { kind: clique, blockPeriod: 1s }", "[{ name: s, role: signer, client: geth }]");
    expect(problems(plan("backend: external"), clique)).toMatchInlineSnapshot(`
      [
        "spec.backend: expected a backend that starts theirs, found external: its file names no addresses",
      ]
    `);
  });
});
