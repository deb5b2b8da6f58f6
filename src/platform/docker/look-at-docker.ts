// A first look at a daemon, before anything is asked of it.

import os from "node:os";
import type { Clock } from "../../base/clock.ts";
import { DockerError } from "./docker-error.ts";
import { askDocker } from "./docker-socket.ts";

export interface DockerDaemon {
  readonly version: string;
  readonly apiVersion: string;
  /** As in `linux/amd64`. */
  readonly architecture: string;
  /** Whether pids and network namespaces of its containers are those of this machine. */
  readonly isHere: boolean;
}

export interface LookOptions {
  readonly socketPath: string;
  readonly clock?: Clock;
  /** This machine, as the daemon would describe it if it ran here. */
  readonly machine?: { readonly hostName: string; readonly kernel: string };
}

/** Of Docker 20.10 (December 2020), the oldest that this was tried with. */
const apiMin = { major: 1, minor: 41 };
const withinMs = 5000;

/** Asks a daemon what it is. Throws DockerError when there is none, it is too old, or it runs no Linux containers. */
export async function lookAtDocker(options: LookOptions): Promise<DockerDaemon> {
  const { machine = { hostName: os.hostname(), kernel: os.release() } } = options;
  const ask = (path: string) => askDocker({ ...options, method: "GET", path, withinMs });
  const version = await ask("/version");
  const apiVersion = textIn(version, "ApiVersion");
  const [major = 0, minor = 0] = apiVersion.split(".").map(Number);
  if (major < apiMin.major || (major === apiMin.major && minor < apiMin.minor)) throw tooOld(options, apiVersion);
  if (textIn(version, "Os") !== "linux") throw otherSystem(options, textIn(version, "Os"));
  const info = await ask("/info");
  // In a virtual machine of Docker Desktop's, or beside the container that we are in, both differ.
  const isHere = textIn(info, "Name") === machine.hostName && textIn(info, "KernelVersion") === machine.kernel;
  return { version: textIn(version, "Version"), apiVersion, architecture: textIn(version, "Arch"), isHere };
}

function textIn(answer: unknown, key: string): string {
  const value = (answer as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === "string" ? value : "";
}

const tooOld = ({ socketPath }: LookOptions, apiVersion: string): DockerError =>
  new DockerError({
    trouble: "refused",
    message: `the Docker daemon at ${socketPath} speaks version ${apiVersion || "unknown"} of the Engine API; at least ${apiMin.major}.${apiMin.minor} is needed`,
    hint: "Docker 20.10 (December 2020) and later speak it.",
  });

const otherSystem = ({ socketPath }: LookOptions, system: string): DockerError =>
  new DockerError({
    trouble: "refused",
    message: `the Docker daemon at ${socketPath} runs containers of ${system || "an unknown system"}; Linux is needed`,
    hint: "Docker Desktop can be switched to Linux containers.",
  });
