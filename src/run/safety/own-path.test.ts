import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOwnPath, isRunId } from "./own-path.ts";

describe("isOwnPath", () => {
  it.each(["/tmp/chaindrill-0a1b2c3d", "/tmp/chaindrill-0a1b2c3d/signer-0/geth.ipc", "/tmp/0a1b2c3d.sock"])(
    "accepts %s",
    (target) => {
      expect(isOwnPath(target, "0a1b2c3d")).toBe(true);
    },
  );

  it.each([
    "/",
    "/home/someone",
    "/tmp",
    "",
    "chaindrill-0a1b2c3d",
    "./chaindrill-0a1b2c3d",
    "/tmp/chaindrill-0a1b2c3d/..",
    "/tmp/chaindrill-0a1b2c3d/../../home/someone",
    "/tmp/chaindrill-0a1b2c3d4f",
    "/tmp/f0a1b2c3d",
    "/tmp/chaindrill-0a1b2c",
  ])("refuses %j", (target) => {
    expect(isOwnPath(target, "0a1b2c3d")).toBe(false);
  });

  it.each(["", "a", "/", ".", "..", "home", "-0a1b2c3d", "0A1B2C3D"])("takes %j for no run id", (id) => {
    expect(isRunId(id)).toBe(false);
    expect(isOwnPath(`/tmp/${id}/x`, id)).toBe(false);
  });

  it("refuses every directory above one that bears the id", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 5 }), (names) => {
        expect(isOwnPath(`/${names.join("/")}`, "0a1b2c3d")).toBe(false);
      }),
    );
  });
});
