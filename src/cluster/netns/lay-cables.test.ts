import { expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import { seededRandom } from "../../base/random.ts";
import { layCables } from "./lay-cables.ts";

it("refuses a node that would share the namespace of the switch, before it makes any", async () => {
  const nodes = [nodeId("switch-0"), nodeId("switch")];
  await expect(layCables({ runId: "0a1b2c3d", nodes, random: seededRandom(1), marks: {} })).rejects.toThrow(
    "a node cannot be named as cd-0a1b2c3d-switch, where the switch between all nodes lies",
  );
});
