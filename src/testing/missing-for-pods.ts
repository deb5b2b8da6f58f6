// What a machine lacks for tests of nodes with a network of their own. Where it lacks something those tests are skipped,
// with this in their title; where CHAINDRILL_REQUIRE_PODS is set they are not, and fail.

import { existsSync } from "node:fs";
import path from "node:path";

const programs = ["ip", "tc", "nsenter", "iptables", "ipset", "stress-ng"];
const dockerSocket = "/var/run/docker.sock";

/** Undefined when nothing is missing, or when that is no excuse. */
export function missingForPods(): string | undefined {
  if (process.env["CHAINDRILL_REQUIRE_PODS"] !== undefined) return undefined;
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root";
  const without = programs.filter((name) => !isOnPath(name));
  return without.length === 0 ? undefined : `needs ${without.join(", ")}`;
}

/** The same for containers, which root enters from outside. */
export function missingForDocker(): string | undefined {
  if (process.env["CHAINDRILL_REQUIRE_PODS"] !== undefined) return undefined;
  return missingForPods() ?? (existsSync(dockerSocket) ? undefined : "needs a Docker daemon");
}

/** What boots User-Mode Linux, for tests that need a kernel of their own; inside of it there is no second one. */
export function missingForUserModeLinux(): string | undefined {
  if (process.env["CHAINDRILL_IN_UML"] !== undefined) return "this is User-Mode Linux";
  if (process.env["CHAINDRILL_REQUIRE_PODS"] !== undefined) return undefined;
  return missingForPods() ?? (isOnPath("linux.uml") ? undefined : "needs linux.uml");
}

function isOnPath(name: string): boolean {
  return (process.env["PATH"] ?? "").split(path.delimiter).some((dir) => existsSync(path.join(dir, name)));
}
