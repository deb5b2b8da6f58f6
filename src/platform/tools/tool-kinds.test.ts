import { describe, expect, it } from "vitest";
import { misfit, parseVersion } from "./tool-kinds.ts";

describe("parseVersion", () => {
  it("reads what each tool prints", () => {
    expect(parseVersion("k6", "k6 v1.8.1 (go1.26.8, linux/amd64)\n")).toBe("1.8.1");
    expect(parseVersion("geth", "Geth\nVersion: 1.13.15-stable\nArchitecture: amd64\nGo Version: go1.26.8\n")).toBe(
      "1.13.15",
    );
    expect(parseVersion("netagent", "netagent 1.0.0\n")).toBe("1.0.0");
    expect(parseVersion("clockshift", "clockshift 1.2.3\n")).toBe("1.2.3");
    expect(parseVersion("anvil", "anvil Version: 1.7.1\nCommit SHA: 4072e487\n")).toBe("1.7.1");
  });

  it("does not take another program's version", () => {
    expect(parseVersion("geth", "Go Version: 1.26.8\n")).toBeUndefined();
    expect(parseVersion("k6", "usage: k6 [command]")).toBeUndefined();
  });
});

describe("misfit", () => {
  it.each([
    ["k6", "1.8.0"],
    ["k6", "2.3.0"],
    ["geth", "1.13.15"],
    ["anvil", "1.0.0"],
    ["netagent", "1.9.0"],
    ["clockshift", "1.0.0"],
  ] as const)("accepts %s %s", (name, version) => {
    expect(misfit(name, version)).toBeUndefined();
  });

  it("says what is wrong with the others", () => {
    expect([
      misfit("k6", "1.7.9"),
      misfit("k6", "3.0.0"),
      misfit("geth", "1.13.14"),
      misfit("geth", "1.17.5"),
      misfit("anvil", "0.3.0"),
      misfit("netagent", "2.0.0"),
    ]).toMatchInlineSnapshot(`
      [
        "k6 1.7.9 does not fit: needs 1.8 or later, below 3",
        "k6 3.0.0 does not fit: needs 1.8 or later, below 3",
        "geth 1.13.14 does not fit: needs exactly 1.13.15, the last release that seals Clique blocks",
        "geth 1.17.5 does not fit: needs exactly 1.13.15, the last release that seals Clique blocks",
        "anvil 0.3.0 does not fit: needs 1.x",
        "netagent 2.0.0 does not fit: needs 1.x",
      ]
    `);
  });
});
