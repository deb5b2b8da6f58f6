// Installs the npm packages when they are missing or not those of package-lock.json.
//
// node_modules/.chaindrill-stamp holds a digest of the lock file and the platform. It is written last, so an
// interrupted installation has none and the next start repairs it.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { run } from "./children.mjs";
import { SetupError } from "./errors.mjs";
import { withLock } from "./lock.mjs";
import { formatSeconds, say } from "./say.mjs";

const heartbeatMs = 10_000;
const outputLinesMax = 25;

/** Returns at once when everything is there. */
export async function ensurePackages(root) {
  if (isCurrent(root)) return;
  await withLock(lockFor(root), "the installation of npm packages", async () => {
    if (isCurrent(root)) return;
    await install(root);
    writeFileSync(stampFile(root), wantedStamp(root));
  });
}

function isCurrent(root) {
  const stamp = readIfThere(stampFile(root));
  if (stamp !== undefined) return stamp === wantedStamp(root);
  // Somebody ran npm by hand. npm writes its own record last, so a record that agrees means a complete installation.
  if (!agreesWithLock(root)) return false;
  writeFileSync(stampFile(root), wantedStamp(root));
  return true;
}

function stampFile(root) {
  return path.join(root, "node_modules", ".chaindrill-stamp");
}

function wantedStamp(root) {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const digest = createHash("sha256").update(lock).digest("hex");
  return `${digest} ${process.platform}-${process.arch}\n`;
}

/** Whether npm's record of what is installed (node_modules/.package-lock.json) is what the lock file asks for. */
function agreesWithLock(root) {
  const recorded = readIfThere(path.join(root, "node_modules", ".package-lock.json"));
  if (recorded === undefined) return false;
  const installed = JSON.parse(recorded).packages;
  const locked = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const same = (name) => installed[name]?.version === locked[name]?.version;
  const wanted = Object.keys(locked).filter((name) => name !== "" && isForThisMachine(locked[name]));
  return wanted.every(same) && Object.keys(installed).every(same);
}

/** Of the optional packages only those that say they are for this machine: npm leaves out others, and what those need. */
function isForThisMachine({ os, cpu, libc, optional = false }) {
  if (!optional) return true;
  // Which libc this machine has is for npm to find out.
  return libc === undefined && [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
}

async function install(root) {
  const startedAtMs = performance.now();
  const sinceText = () => formatSeconds(performance.now() - startedAtMs);
  say("installing npm packages ...");
  const heartbeat = setInterval(() => say(`installing npm packages ... ${sinceText()}`), heartbeatMs);
  const output = [];
  let ended;
  try {
    ended = await run({
      command: "npm",
      args: ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"],
      cwd: root,
      // Not the Node inside node_modules, which `npm run` puts first on PATH: npm is about to delete it.
      env: { ...process.env, PATH: pathWithout(path.join(root, "node_modules")) },
      stdio: ["ignore", "pipe", "pipe"],
      onOutput: (chunk) => output.push(chunk),
    });
  } catch (error) {
    throw new SetupError(`could not start npm: ${error.message}`, "install npm (it comes with Node)");
  } finally {
    clearInterval(heartbeat);
  }
  if (ended.interrupted) throw new SetupError("interrupted while installing npm packages", "run the command again", 6);
  if (ended.code !== 0) throw npmFailure(Buffer.concat(output).toString("utf8"), ended.code, sinceText());
  say(`installing npm packages: done in ${sinceText()}`);
}

function npmFailure(output, code, tookText) {
  // Behind its reason npm prints all its options.
  const lines = output.trimEnd().split("\n");
  for (const line of lines.slice(0, outputLinesMax)) say(line);
  const message = `npm ci failed with exit code ${code} after ${tookText}; its output is above`;
  if (output.includes("EUSAGE")) {
    return new SetupError(
      message,
      "package.json and package-lock.json disagree: restore both, or run npm install and commit both",
    );
  }
  return new SetupError(
    message,
    "check that the npm registry is reachable (npm ping) and the disk is not full, then run the command again",
  );
}

function pathWithout(modules) {
  const entries = (process.env.PATH ?? "").split(path.delimiter);
  return entries.filter((entry) => !entry.startsWith(modules)).join(path.delimiter);
}

/** Outside node_modules, which `npm ci` deletes. One lock per clone. */
function lockFor(root) {
  const xdg = process.env.XDG_CACHE_HOME;
  const home = process.env.HOME || homedir();
  const caches = xdg && path.isAbsolute(xdg) ? xdg : existsSync(home) ? path.join(home, ".cache") : tmpdir();
  const clone = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return path.join(caches, "chaindrill", "locks", `packages-${clone}`);
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // not installed, or torn: both mean "install"
  }
}
