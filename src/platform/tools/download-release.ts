// Downloads a release archive and takes one program out of it. The digest is compared before anything is unpacked.

import { createHash } from "node:crypto";
import path from "node:path";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import { isExecutable, saveStream } from "../files.ts";
import { runProgram } from "../processes.ts";
import type { PinnedRelease } from "./pinned-tools.ts";

export interface DownloadOptions {
  readonly release: PinnedRelease & { readonly sha256: string };
  /** An empty directory; the caller removes it, whatever happens. */
  readonly workDir: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Returns the path of the unpacked program inside `workDir`. */
export async function downloadRelease(options: DownloadOptions): Promise<string> {
  const { release, workDir, signal } = options;
  const archive = path.join(workDir, "archive");
  const digest = await download(options, archive);
  if (digest !== release.sha256) {
    throw new EnvironmentError({
      message: `${release.url} is not the file that was pinned: expected sha256 ${release.sha256}, got ${digest}`,
      hint: "Somebody replaced the release, or a proxy answered in its place. Do not use it before you know which.",
    });
  }
  // Both GNU and BSD tar see the compression for themselves.
  await runProgram({
    command: "tar",
    args: ["-xf", archive, "-C", workDir, release.member],
    timeoutMs: options.timeoutMs,
    signal,
  });
  const program = path.join(workDir, release.member);
  if (await isExecutable(program)) return program;
  throw new EnvironmentError({ message: `${release.url} holds no executable ${release.member}` });
}

/** Saves the file and returns its SHA-256 in hexadecimal. */
async function download(options: DownloadOptions, file: string): Promise<string> {
  const { url } = options.release;
  const deadline = new AbortController();
  using _timer = options.clock.after(options.timeoutMs, () =>
    deadline.abort(new Error(`no complete answer in ${Math.round(options.timeoutMs / 1000)} s`)),
  );
  try {
    const response = await fetch(url, { signal: AbortSignal.any([deadline.signal, options.signal]) });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const hash = createHash("sha256");
    await saveStream(file, hashed(response.body, hash));
    return hash.digest("hex");
  } catch (cause) {
    options.signal.throwIfAborted();
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw new EnvironmentError({ message: `could not download ${url}: ${errorText(reason)}`, cause });
  }
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: { update(chunk: Uint8Array): unknown },
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
