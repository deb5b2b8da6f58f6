import { expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { cgroupsOrNone } from "./cgroups-or-none.ts";

const nodes = [nodeId("dev-0")];

it("gives the nodes cgroups where they can be made", async () => {
  const scope = fakeScope({ clock: new ManualClock() });
  const unified = await temporaryDirectory();
  const cgroups = await cgroupsOrNone({ scope, nodes, mounts: { unified } });
  expect(cgroups.get("dev-0")).toEqual({ unified: `${unified}/chaindrill-test-run/dev-0` });
  expect(scope.emitted).toEqual([]);
});

it("goes on without them, and says so", async () => {
  const scope = fakeScope({ clock: new ManualClock() });
  expect(await cgroupsOrNone({ scope, nodes, mounts: {} })).toEqual(new Map());
  expect(scope.emittedOf("note").map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "the nodes have no cgroups of their own, so no load can be put on them: could not make cgroups for the nodes: no cgroup hierarchy is mounted",
    ]
  `);
});
