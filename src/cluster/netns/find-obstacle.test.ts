import { describe, expect, it } from "vitest";
import { findObstacle, type NetnsMachine } from "./find-obstacle.ts";

/** A machine on which everything works but what is changed. */
function machine(changes: Partial<NetnsMachine> & { missing?: string; rehearsal?: Error } = {}) {
  const { missing, rehearsal, ...rest } = changes;
  const ran: string[] = [];
  return {
    platform: "linux",
    status: async () => "Name:\tnode\nCapPrm:\t0000000000000000\nCapEff:\t000001ffffffffff\n",
    async run(command: string, args: readonly string[]) {
      ran.push(command);
      if (command === missing) throw new Error(`spawn ${command} ENOENT`);
      if (args.includes("--mount") && rehearsal !== undefined) throw rehearsal;
      return command === "ip" ? "ip utility, iproute2-6.1.0" : `${command} from util-linux 2.38.1`;
    },
    ran,
    ...rest,
  };
}

describe("findObstacle", () => {
  it("finds none where everything works, and rehearses last", async () => {
    const able = machine();
    expect(await findObstacle(able)).toBeUndefined();
    expect(able.ran).toEqual(["ip", "nsenter", "unshare", "unshare"]);
  });

  it("needs Linux", async () => {
    expect(await findObstacle(machine({ platform: "darwin" }))).toMatchInlineSnapshot(`
      {
        "hint": "use --backend process",
        "why": "network namespaces are a thing of Linux; this is darwin",
      }
    `);
  });

  it("needs two capabilities, and tries nothing without them", async () => {
    const lacking = machine({ status: async () => "CapEff:\t0000000000000000\n" });
    expect(await findObstacle(lacking)).toMatchInlineSnapshot(`
      {
        "hint": "run as root, or a container with --privileged; or use --backend process",
        "why": "this process lacks CAP_NET_ADMIN and CAP_SYS_ADMIN",
      }
    `);
    expect(lacking.ran).toEqual([]);
    // Docker's --cap-add NET_ADMIN: the other one is still missing.
    const half = machine({ status: async () => "CapEff:\t00000000a80435fb\n" });
    expect((await findObstacle(half))?.why).toBe("this process lacks CAP_SYS_ADMIN");
  });

  it("needs iproute2 and util-linux, not just programs of these names", async () => {
    expect(await findObstacle(machine({ missing: "ip" }))).toMatchInlineSnapshot(`
      {
        "hint": "install iproute2; its programs may lie in /usr/sbin",
        "why": "\`ip\` of iproute2 was not found on PATH",
      }
    `);
    expect(await findObstacle(machine({ missing: "nsenter" }))).toMatchInlineSnapshot(`
      {
        "hint": "install util-linux; its programs may lie in /usr/sbin",
        "why": "\`nsenter\` of util-linux was not found on PATH",
      }
    `);
    const busybox = machine({ run: async () => "BusyBox v1.36.1 multi-call binary." });
    expect((await findObstacle(busybox))?.why).toContain("`ip` of iproute2");
  });

  it("tells why a namespace cannot be made", async () => {
    const rehearsal = new Error("command failed: unshare --mount\nmount: /run/netns: permission denied.");
    expect(await findObstacle(machine({ rehearsal }))).toMatchInlineSnapshot(`
      {
        "hint": "the kernel needs CONFIG_VETH and CONFIG_BRIDGE, and a container's profile must allow mount(2)",
        "why": "a network namespace with a veth cannot be made: mount: /run/netns: permission denied.",
      }
    `);
  });
});
