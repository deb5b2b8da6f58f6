import { describe, expect, it } from "vitest";
import { rulesNaming } from "./machine-traces.ts";

const rules = `*filter
:CHAINDRILL-INPUT-1 - [0:0]
-A FORWARD -o br-320e1b720db8 -j DOCKER
-A DOCKER -d 198.19.227.11/32 ! -i br-ffff00000000 -o br-ffff00000000 -p tcp -m tcp --dport 8546 -j ACCEPT
-A DOCKER -d 198.19.22.11/32 ! -i br-ffff00000000 -o br-ffff00000000 -p tcp -m tcp --dport 8546 -j ACCEPT
COMMIT`;

describe("rulesNaming", () => {
  it("finds what bears the name of a device or an address, and chains of faults whosever they are", () => {
    expect(rulesNaming(["br-320e1b720db8", "198.19.22.", "chaindrill"], rules)).toMatchInlineSnapshot(`
      [
        ":CHAINDRILL-INPUT-1 - [0:0]",
        "-A FORWARD -o br-320e1b720db8 -j DOCKER",
        "-A DOCKER -d 198.19.22.11/32 ! -i br-ffff00000000 -o br-ffff00000000 -p tcp -m tcp --dport 8546 -j ACCEPT",
      ]
    `);
  });

  it("finds nothing in a machine without any", () => {
    expect(rulesNaming(["0a1b2c3d", "chaindrill"], "*filter\nCOMMIT")).toEqual([]);
  });
});
