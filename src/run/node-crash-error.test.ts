import { describe, expect, it } from "vitest";
import { EnvironmentError, exitCode } from "../base/errors.ts";
import { nodeId } from "../base/ids.ts";
import { NodeExitError } from "../cluster/start/node-exit-error.ts";
import { asCrash, NodeCrashError } from "./node-crash-error.ts";

describe("asCrash", () => {
  it("makes a node's end the network's failure, with what the node said last", () => {
    const exit = new NodeExitError({
      node: nodeId("signer-1"),
      code: null,
      signal: "SIGKILL",
      lastLines: ["Fatal: out of memory"],
    });
    const crash = asCrash(exit);
    expect(crash).toBeInstanceOf(NodeCrashError);
    expect(crash).toMatchObject({ exitCode: exitCode.fail, message: exit.message, hint: exit.hint, cause: exit });
  });

  it("leaves what is no node's end to the environment", () => {
    const lost = new EnvironmentError({ message: "the link proxy ended by itself" });
    expect(asCrash(lost)).toBe(lost);
  });
});
