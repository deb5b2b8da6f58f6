// The plan's own premise. Without it its splits never deadlock, and the known positive would quietly become a negative.

import { expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import { seededRandom } from "../base/random.ts";
import { nodeKeys } from "../cluster/clients/keys.ts";
import { loadPlan } from "../input/load-plan.ts";
import { readRepositoryFile } from "../testing/repository-files.ts";

it("splits four signers so that those of one half seal one after the other", () => {
  const planFile = "scenarios/plans/four-signers-split.plan.yaml";
  const loaded = loadPlan({ planFile, readFile: readRepositoryFile });
  const seed = loaded.ok ? loaded.value.seed : Number.NaN;
  // Clique takes turns in the order of addresses: https://eips.ethereum.org/EIPS/eip-225
  const order = ["signer-0", "signer-1", "signer-2", "signer-3"]
    .map((name) => ({ name, address: nodeKeys(nodeId(name), seededRandom(seed)).signer.address }))
    .sort((a, b) => (a.address < b.address ? -1 : 1))
    .map(({ name }) => name);
  const turns = [...order, ...order].join(" ");
  expect(turns).toMatch(/signer-2 signer-3|signer-3 signer-2/);
});
