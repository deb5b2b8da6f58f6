import { expect, it } from "vitest";
import { nodeId } from "../../base/ids.ts";
import { cableLines, legLines, podLines, switchLines } from "./network-lines.ts";

it("lays a cable from every node, and one from the harness, to a switch in a namespace of its own", () => {
  expect(cableLines("0a1b2c3d", ["signer-0", "rpc-0"].map(nodeId)).join("\n")).toMatchInlineSnapshot(`
    "netns add cd-0a1b2c3d-switch
    netns add cd-0a1b2c3d-signer-0
    netns add cd-0a1b2c3d-rpc-0
    link add name cd0a1b2c3d type veth peer name leg netns cd-0a1b2c3d-switch
    link add name p0 netns cd-0a1b2c3d-switch type veth peer name eth0 netns cd-0a1b2c3d-signer-0
    link add name p1 netns cd-0a1b2c3d-switch type veth peer name eth0 netns cd-0a1b2c3d-rpc-0"
  `);
  expect(switchLines(2).join("\n")).toMatchInlineSnapshot(`
    "link add name bridge type bridge stp_state 0
    link set dev bridge up
    link set dev leg master bridge up
    link set dev p0 master bridge up
    link set dev p1 master bridge up"
  `);
});

it("gives the nodes addresses, and the harness a route of its own making", () => {
  expect(podLines("198.18.7", 1).join("\n")).toMatchInlineSnapshot(`
    "link set dev lo up
    addr add 198.18.7.11/24 dev eth0
    link set dev eth0 up"
  `);
  expect(legLines("0a1b2c3d", "198.18.7").join("\n")).toMatchInlineSnapshot(`
    "link set dev cd0a1b2c3d up
    addr add 198.18.7.1/24 dev cd0a1b2c3d noprefixroute
    route add 198.18.7.0/24 dev cd0a1b2c3d src 198.18.7.1"
  `);
});
