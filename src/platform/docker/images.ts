// Images that run a program of this machine, and images that were named.

import { Readable } from "node:stream";
import { DockerError } from "./docker-error.ts";
import type { OpenDocker } from "./open-docker.ts";
import type { RootFiles } from "./root-files.ts";
import { tarOf } from "./tar.ts";

/** Labels the images that Chaindrill made; the value is the program. They are kept between runs. */
export const imageLabel = "chaindrill.image";

/** Whether the daemon has the image already. */
export function hasImage(docker: OpenDocker, image: string): Promise<boolean> {
  const { runtime, library } = docker;
  return docker.attempt(`look for image ${image}`, () => runtime.image.exists(library.ImageName.fromString(image)));
}

/**
 * Makes an image of a program of this machine and nothing else, unless it is there. Its tag is the digest of its files,
 * so that every backend runs the same bits. One layer, no builder: what `docker import` does.
 */
export async function ensureOwnImage(
  docker: OpenDocker,
  options: { program: string; files: RootFiles },
): Promise<{ readonly image: string; readonly made: boolean }> {
  const { program, files } = options;
  // Under a registry of this name nobody ever looks for it elsewhere, nor puts a prefix before it.
  const repository = `localhost/chaindrill/${program}`;
  const image = `${repository}:${files.digest}`;
  if (await hasImage(docker, image)) return { image, made: false };
  const libraryPath = files.libraryDirs.join(":");
  const changes = [
    `LABEL ${imageLabel}=${program}`,
    ...(libraryPath === "" ? [] : [`ENV LD_LIBRARY_PATH=${libraryPath}`]),
  ].join("\n");
  await docker.attempt(`import image ${image}`, async () => {
    const archive = Readable.from(tarOf(files.entries));
    const progress = await docker.dockerode.importImage(archive, { repo: repository, tag: files.digest, changes });
    await followProgress(docker, progress);
    // Of two runs that make it at the same time, one loses its tag to the other.
    await docker.dockerode.pruneImages({ filters: JSON.stringify({ dangling: ["true"], label: [imageLabel] }) });
  });
  return { image, made: true };
}

/** Pulls a named image, unless it is there. */
export async function ensureNamedImage(docker: OpenDocker, image: string): Promise<void> {
  if (await hasImage(docker, image)) return;
  const { runtime, library } = docker;
  await docker.attempt(`pull image ${image}`, () => runtime.image.pull(library.ImageName.fromString(image)));
  // testcontainers does not look at errors that come in the middle of a pull.
  if (await hasImage(docker, image)) return;
  throw new DockerError({
    trouble: "no-image",
    message: `Docker did not pull image ${image}: the pull ended without the image`,
    hint: `\`docker pull ${image}\` shows what happens.`,
  });
}

/** A daemon that fails once it has begun to answer says so in the stream. */
function followProgress({ dockerode }: OpenDocker, progress: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    dockerode.modem.followProgress(progress, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
