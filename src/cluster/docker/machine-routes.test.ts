import { expect, it } from "vitest";
import { routesIn } from "./machine-routes.ts";

const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
tun0\t0103A8C0\t00000000\t0001\t0\t0\t0\tFFFFFFFF\t0\t0\t0
`;

it("reads the kernel's routes, but not the default one", () => {
  expect(routesIn(table)).toEqual(["172.17.0.0/16", "192.0.2.0/24", "192.168.3.1/32"]);
  expect(routesIn("")).toEqual([]);
});
