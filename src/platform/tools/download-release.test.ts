import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeFakeProgram } from "../../testing/fake-program.ts";
import { listDirectory, makeTemporaryDirectory, readBytesIfThere, removeTree } from "../files.ts";
import { runProgram } from "../processes.ts";
import { type PinnedTools, pinnedTools } from "./pinned-tools.ts";
import { resolveTools } from "./resolve-tools.ts";

let dir: string;
let archive: Buffer;
let server: http.Server;
let status: number;
beforeEach(async () => {
  dir = await makeTemporaryDirectory("chaindrill-download-");
  await writeFakeProgram(path.join(dir, "made", "k6-dir", "k6"), "echo 'k6 v1.8.1 (go)'");
  const file = path.join(dir, "k6.tar.gz");
  const args = ["-czf", file, "-C", path.join(dir, "made"), "k6-dir"];
  await runProgram({ command: "tar", args, timeoutMs: 10_000 });
  archive = (await readBytesIfThere(file)) ?? Buffer.alloc(0);
  status = 200;
  server = http.createServer((_request, response) => response.writeHead(status).end(archive));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await removeTree(dir);
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/k6.tar.gz`;

function resolveK6(sha256: string, from = url()) {
  const releases = { [`${process.platform}-${process.arch}`]: { url: from, member: "k6-dir/k6", sha256 } };
  const pins: PinnedTools = { ...pinnedTools, k6: { ...pinnedTools.k6, releases } };
  return resolveTools({
    names: ["k6"],
    explicit: {},
    path: path.join(dir, "bin"),
    cacheDir: path.join(dir, "cache"),
    progress: () => {},
    signal: new AbortController().signal,
    pins,
  });
}

const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const inCache = () => listDirectory(path.join(dir, "cache", "tools"));

it("installs a release whose digest is the pinned one", async () => {
  const { k6 } = await resolveK6(digestOf(archive));
  expect(k6).toEqual({
    name: "k6",
    version: "1.8.1",
    path: path.join(dir, "cache", "tools", "k6-1.8.1", "k6"),
    how: "release",
  });
  expect(await inCache()).toEqual(["k6-1.8.1", "versions.json"]);
});

it("refuses a release with another digest, names both, and leaves nothing", async () => {
  const pinned = "0".repeat(64);
  const resolving = resolveK6(pinned);
  await expect(resolving).rejects.toThrow(`expected sha256 ${pinned}, got ${digestOf(archive)}`);
  expect(await inCache()).toEqual([]);
});

it("goes on to the next way when the server refuses", async () => {
  status = 404;
  const refused = resolveK6(digestOf(archive));
  await expect(refused).rejects.toThrow(/release: could not download http:.*: HTTP 404\n {2}go install: no `go`/);
});

it("goes on to the next way when nobody answers", async () => {
  const closed = url();
  await new Promise((resolve) => server.close(resolve));
  const failed = resolveK6(digestOf(archive), closed);
  await expect(failed).rejects.toThrow(/release: could not download .*ECONNREFUSED.*\n {2}go install: no `go`/);
});
