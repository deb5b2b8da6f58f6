import type { ClientKind } from "../../model/cluster.ts";
import { ensureNamedImage, ensureOwnImage } from "../../platform/docker/images.ts";
import type { OpenDocker } from "../../platform/docker/open-docker.ts";
import { rootFilesOf } from "../../platform/docker/root-files.ts";

export interface NodeImage {
  readonly image: string;
  /** The client, as it is found inside. */
  readonly program: string;
  /** What had to be done for it; undefined when it was there. */
  readonly told: string | undefined;
}

/**
 * The image that nodes run: the one that was named, or one with nothing but this machine's client, so that every backend
 * runs the same bits and no registry is needed.
 */
export async function ensureNodeImage(
  docker: OpenDocker,
  options: { client: ClientKind; binary: string; named: string | undefined },
): Promise<NodeImage> {
  const { client, binary, named } = options;
  if (named !== undefined) {
    await ensureNamedImage(docker, named);
    return { image: named, program: client, told: undefined }; // wherever the image's PATH has it
  }
  const files = await rootFilesOf({ program: client, binary });
  const { image, made } = await ensureOwnImage(docker, { program: client, files });
  const told = made ? `made image ${image} of ${binary} and ${files.entries.length - 2} libraries` : undefined;
  return { image, program: files.program, told };
}
