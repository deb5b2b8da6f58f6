import { describe, expect, it } from "vitest";
import { readRepositoryFile } from "../testing/repository-files.ts";
import { loadCluster } from "./load-cluster.ts";

const load = (text: string) => loadCluster({ file: "c.yaml", readFile: () => text });

const resolve = (text: string) => {
  const loaded = load(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.value;
};

const problemsOf = (text: string) => {
  const loaded = load(text);
  return (loaded.ok ? loaded.warnings : loaded.problems).map(({ path, message }) => `${path}: ${message}`);
};

const clique = (spec: string, signers = 3) => `
apiVersion: chaindrill/v1alpha1
kind: Cluster
metadata: { name: test }
spec:
  chainId: 1337
  testnet: true
  consensus: { kind: clique, blockPeriod: 2s }
  gasLimit: 60000000
  ${spec}
  nodes: [{ name: signer, count: ${signers}, role: signer, client: geth }, { name: rpc, role: rpc, client: geth, container: el, labels: { zone: a } }]
`;

describe("loadCluster", () => {
  it("names every node, counts over all groups and adds the labels that selectors use", () => {
    const { nodes } = resolve(clique(""));
    expect(nodes.map(({ id, index }) => `${index} ${id}`)).toEqual([
      "0 signer-0",
      "1 signer-1",
      "2 signer-2",
      "3 rpc-0",
    ]);
    expect(nodes[3]).toEqual({
      id: "rpc-0",
      index: 3,
      role: "rpc",
      client: "geth",
      container: "el",
      namespace: "chain",
      labels: { zone: "a", "chaindrill/role": "rpc", "chaindrill/index": "3", "app.kubernetes.io/name": "geth" },
      annotations: {},
    });
    expect(nodes[0]?.container).toBe("geth");
  });

  it.each([
    [1, 4],
    [3, 6],
    [5, 8],
    [7, 10],
  ])("asks for more blocks than %i signers can reorganise: %i", (signers, confirmations) => {
    expect(resolve(clique("", signers)).confirmations).toBe(confirmations);
  });

  it("takes more confirmations than the least, and refuses fewer", () => {
    expect(resolve(clique("confirmations: 12")).confirmations).toBe(12);
    expect(problemsOf(clique("confirmations: 2"))).toEqual([
      "spec.confirmations: expected at least 3 with 3 signers, found 2: fewer blocks on top can still be reorganised away",
    ]);
  });

  it("warns about an even number of signers and still loads", () => {
    expect(load(clique("", 4)).ok).toBe(true);
    expect(problemsOf(clique("", 4))).toEqual([
      "spec.nodes: expected an odd number of signers, found 4: a split into equal halves can leave a clique network stuck for ever",
    ]);
  });

  it.each([1, 10, 56, 100, 137, 8453, 42161, 43114])("refuses chain id %i, declared a testnet or not", (chainId) => {
    const problems = problemsOf(clique("").replace("1337", String(chainId)));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`found ${chainId}, which is`);
  });

  it("reads the clusters that come with Chaindrill", () => {
    const file = "fixtures/clusters/clique-5.cluster.yaml";
    const loaded = loadCluster({ file, readFile: readRepositoryFile });
    if (!loaded.ok) throw new Error("invalid");
    expect(loaded.value.nodes.filter(({ role }) => role === "signer").map(({ id }) => id)).toEqual([
      "signer-0",
      "signer-1",
      "signer-2",
      "signer-3",
      "signer-4",
    ]);
    expect(loaded.value).toMatchObject({
      chainId: 1337,
      consensus: { kind: "clique", blockPeriodMs: 1000 },
      confirmations: 8,
    });
  });

  it("says when the file is not there", () => {
    const loaded = loadCluster({ file: "gone.yaml", readFile: () => undefined });
    expect(loaded).toMatchObject({
      ok: false,
      problems: [{ file: "gone.yaml", message: "expected a file, found nothing of this name" }],
    });
  });
});
