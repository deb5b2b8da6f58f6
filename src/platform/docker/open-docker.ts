// The door to testcontainers (https://node.testcontainers.org/) and to the dockerode client inside of it.

import type { ContainerRuntimeClient } from "testcontainers";
import { DockerError, dockerError } from "./docker-error.ts";

/** dockerode, as testcontainers has set it up. */
export type Dockerode = ContainerRuntimeClient["container"]["dockerode"];

export interface OpenDocker {
  readonly socketPath: string;
  readonly dockerode: Dockerode;
  readonly runtime: ContainerRuntimeClient;
  readonly library: typeof import("testcontainers");
  /**
   * Labels that hand what bears them to Ryuk, which removes it once this process is gone; none where Ryuk's image is not
   * on the machine. Our own watchdog is there in either case.
   */
  readonly reaperLabels: Readonly<Record<string, string>>;
  /** Does something with the daemon; what it throws becomes a DockerError that says what was `tried`. */
  attempt<T>(tried: string, work: () => Promise<T>): Promise<T>;
}

/** Of testcontainers 12 (build/reaper/reaper.js, where RYUK_CONTAINER_IMAGE may name another). */
const ryukImage = "testcontainers/ryuk:0.14.0";

/** Opens the daemon at a socket. The library takes most of a second to load, so it is loaded only here. */
export async function openDocker(socketPath: string): Promise<OpenDocker> {
  const attempt = async <T>(tried: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw dockerError({ tried, socketPath, cause });
    }
  };
  const library = await import("testcontainers");
  const runtime = await attempt("answer testcontainers", () => library.getContainerRuntimeClient());
  const { dockerode } = runtime.container;
  const found = socketOf(dockerode);
  if (found !== socketPath) throw otherDaemon(socketPath, found);
  const reaperLabels = await attempt("start Ryuk", async (): Promise<Record<string, string>> => {
    if (!(await runtime.image.exists(library.ImageName.fromString(ryukImage)))) return {};
    const { sessionId } = await library.getReaper(runtime);
    return { [library.LABEL_TESTCONTAINERS_SESSION_ID]: sessionId };
  });
  return { socketPath, dockerode, runtime, library, reaperLabels, attempt };
}

function socketOf(dockerode: Dockerode): string {
  const { socketPath, host } = dockerode.modem as { socketPath?: string; host?: string };
  return socketPath ?? `the host ${host}`;
}

/** testcontainers finds its daemon by itself: https://node.testcontainers.org/configuration/ */
const otherDaemon = (wanted: string, found: string): DockerError =>
  new DockerError({
    trouble: "refused",
    message: `testcontainers uses the Docker daemon at ${found}, but the one at ${wanted} is wanted`,
    hint: `Set DOCKER_HOST=unix://${wanted}, and take tc.host and docker.host out of ~/.testcontainers.properties.`,
  });
