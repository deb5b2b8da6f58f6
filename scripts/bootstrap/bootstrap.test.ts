// Runs the real bootstrap.mjs, in a small clone with a stand-in for npm: no registry, no packages.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { poll } from "../../src/base/poll.ts";

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(path.join(tmpdir(), "chaindrill-clone-"));
  const scripts = path.join(import.meta.dirname, "..");
  cpSync(path.join(scripts, "bootstrap.mjs"), path.join(clone, "scripts", "bootstrap.mjs"));
  cpSync(path.join(scripts, "bootstrap"), path.join(clone, "scripts", "bootstrap"), { recursive: true });
  writeFileSync(path.join(clone, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...locked } }));
  program("bin/chaindrill", 'echo "ran $*" >> ran', "exit 7");
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const locked = {
  "node_modules/a": { version: "1.0.0" },
  "node_modules/b": { version: "1.0.0", optional: true, os: ["none"] },
};
/** Until it is told to end, or the clone is removed: a test that fails leaves no process behind. */
const forever = "while [ -e scripts ]; do sleep 0.02; done";
const stamp = () => path.join(clone, "node_modules", ".chaindrill-stamp");
const inClone = (file: string) => readFileSync(path.join(clone, file), "utf8");

function program(file: string, ...lines: readonly string[]): void {
  const target = path.join(clone, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(target, 0o755);
}

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number>;
}

const start = (...args: readonly string[]): Run => startOn(`${clone}/path:/usr/bin:/bin`, args);

function startOn(searchPath: string, args: readonly string[]): Run {
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", ...args], {
    cwd: clone,
    env: { PATH: searchPath, XDG_CACHE_HOME: path.join(clone, "cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return {
    child,
    said: () => text.replaceAll(/\d+\.\d s/g, "<time>").replaceAll(clone, "<clone>"),
    ended: once(child, "close").then(([code]) => Number(code)),
  };
}

it("installs once, hands the arguments over and ends with the exit code of what it ran", async () => {
  program("path/npm", 'echo "npm $*" >> npm.log', "mkdir -p node_modules");
  const first = start("start", "--seed", "3");
  expect(await first.ended).toBe(7);
  expect(first.said()).toBe("installing npm packages ...\ninstalling npm packages: done in <time>\n");
  const second = start("start");
  expect(await second.ended).toBe(7);
  expect(second.said()).toBe("");
  expect(inClone("npm.log")).toBe("npm ci --no-audit --no-fund --loglevel=error --include=dev --include=optional\n");
  expect(inClone("ran")).toBe("ran run drill --seed 3\nran run drill\n");
});

it("installs again when the lock file changes", async () => {
  program("path/npm", "echo x >> npm.log", "mkdir -p node_modules");
  await start("setup").ended;
  writeFileSync(path.join(clone, "package-lock.json"), JSON.stringify({ packages: {} }));
  await start("setup").ended;
  expect(inClone("npm.log")).toBe("x\nx\n");
});

it("takes what somebody installed by hand when npm's own record agrees with the lock file", async () => {
  program("path/npm", "echo x >> npm.log");
  mkdirSync(path.join(clone, "node_modules"));
  const record = { packages: { "node_modules/a": { version: "1.0.0" } } };
  writeFileSync(path.join(clone, "node_modules", ".package-lock.json"), JSON.stringify(record));
  await start("setup").ended;
  expect(existsSync(path.join(clone, "npm.log"))).toBe(false);
  rmSync(stamp());
  record.packages["node_modules/a"].version = "0.9.0";
  writeFileSync(path.join(clone, "node_modules", ".package-lock.json"), JSON.stringify(record));
  await start("setup").ended;
  expect(inClone("npm.log")).toBe("x\n");
});

it("shows npm's output and exits with 4 when npm fails, and leaves no stamp", async () => {
  program("path/npm", "echo 'npm error network' >&2", "exit 1");
  const run = start("start");
  expect(await run.ended).toBe(4);
  expect(run.said()).toMatchInlineSnapshot(`
    "installing npm packages ...
    npm error network
    chaindrill: npm ci failed with exit code 1 after <time>; its output is above
      try: check that the npm registry is reachable (npm ping) and the disk is not full, then run the command again
    "
  `);
  expect(existsSync(stamp())).toBe(false);
});

it("exits with 4 when there is no npm", async () => {
  const run = startOn(`${clone}/path`, ["setup"]);
  expect(await run.ended).toBe(4);
  expect(run.said()).toMatchInlineSnapshot(`
    "installing npm packages ...
    chaindrill: could not start npm: spawn npm ENOENT
      try: install npm (it comes with Node)
    "
  `);
});

it("installs once when two start together, and the second says that it waits", async () => {
  program(
    "path/npm",
    "echo x >> npm.log",
    "while [ -e scripts ] && [ ! -e go ]; do sleep 0.02; done",
    "mkdir -p node_modules",
  );
  const runs = [start("setup"), start("setup")];
  for (const { child } of runs) {
    child.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.includes("waiting: process")) writeFileSync(path.join(clone, "go"), "");
    });
  }
  expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([7, 7]);
  expect(inClone("npm.log")).toBe("x\n");
  expect(runs.filter(({ said }) => said().includes("does the installation of npm packages"))).toHaveLength(1);
});

it("ends an interrupted installation with 6, waits for npm, and the next start repairs it", async () => {
  program("path/npm", "trap 'echo ended > ended; exit 1' TERM", "echo > begun", forever);
  const run = start("setup");
  await poll({ clock: systemClock, awaited: "npm to begin", withinMs: 4_000, everyMs: 10 }, async () =>
    existsSync(path.join(clone, "begun")) ? { done: true } : { notYet: "not there" },
  );
  run.child.kill("SIGINT");
  expect(await run.ended).toBe(6);
  expect(inClone("ended")).toBe("ended\n");
  program("path/npm", "mkdir -p node_modules");
  expect(await start("setup").ended).toBe(7);
  expect(existsSync(stamp())).toBe(true);
});

it("passes SIGTERM on once, waits for the child's own end and exits with its code", async () => {
  program("path/npm", "mkdir -p node_modules");
  program("bin/chaindrill", "trap 'echo x >> stopped; exit 6' TERM", "echo ready >&2", forever);
  const run = start("start");
  run.child.stderr?.on("data", (chunk: Buffer) => {
    if (!chunk.includes("ready")) return;
    run.child.kill("SIGTERM");
    run.child.kill("SIGINT");
  });
  expect(await run.ended).toBe(6);
  expect(inClone("stopped")).toBe("x\n");
});

it("names its commands when it is given none of them", async () => {
  const run = start("strat");
  expect(await run.ended).toBe(3);
  expect(run.said()).toMatchInlineSnapshot(`
    "usage: node scripts/bootstrap.mjs <setup|start|test|check|generate|bench|gate> [args...]
    "
  `);
});
