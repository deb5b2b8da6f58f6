import { readTextIfThere } from "../../platform/files.ts";

/** Networks that this machine has routes to, as CIDR, without the default one; none where the kernel is not Linux. */
export async function machineRoutes(): Promise<readonly string[]> {
  return routesIn((await readTextIfThere("/proc/net/route")) ?? "");
}

/** Reads the kernel's table (proc_net(5)): numbers in hexadecimal, in the byte order of the machine. */
export function routesIn(table: string): string[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, destination = "", , , , , , mask = ""] = line.split("\t");
      const bits = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === "1").length;
      return bits === 0 ? [] : [`${dotted(destination)}/${bits}`];
    });
}

const dotted = (hex: string): string => [...Buffer.from(hex, "hex").reverse()].join(".");
