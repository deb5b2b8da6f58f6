// Looks for a tool where it may already be. Installs nothing: `chaindrill doctor` uses it too.

import { createRequire } from "node:module";
import path from "node:path";
import { EnvironmentError } from "../../base/errors.ts";
import { exists, isExecutable, readHead } from "../files.ts";
import type { PinnedTool } from "./pinned-tools.ts";
import { type RequiredToolName, type ToolName, toolVariables } from "./tool-kinds.ts";
import type { VersionProbe } from "./version-probe.ts";

export interface ResolvedTool {
  readonly name: ToolName;
  readonly version: string;
  readonly path: string;
  /** How it was found: "PATH", "cache", "CHAINDRILL_GETH", "npm package ...", "release", "go install". */
  readonly how: string;
}

/** A way that was tried, and why it did not lead to the tool. */
export interface Attempt {
  readonly way: string;
  readonly why: string;
}

export interface FoundTool {
  /** Undefined: nowhere on this machine. */
  readonly tool: ResolvedTool | undefined;
  readonly attempts: readonly Attempt[];
}

/** A path somebody chose, and with which flag or variable. */
export interface ExplicitPath {
  readonly path: string;
  readonly from: string;
}

export interface FindOptions {
  readonly name: RequiredToolName;
  readonly pin: PinnedTool;
  readonly explicit: ExplicitPath | undefined;
  /** Value of PATH. */
  readonly path: string;
  readonly cacheDir: string;
  readonly platform: string;
  readonly probe: VersionProbe;
}

/** Where an installed tool is kept. */
export const cachedToolPath = (options: { cacheDir: string; name: ToolName; version: string }): string =>
  path.join(options.cacheDir, "tools", `${options.name}-${options.version}`, options.name);

/** The first of: explicit path, PATH, own cache, npm package. An explicit path that does not fit is an error. */
export async function findTool(options: FindOptions): Promise<FoundTool> {
  const { name, probe } = options;
  if (options.explicit !== undefined) {
    const { explicit, pin } = options;
    return { tool: await takeExplicit({ name, probe, explicit, wanted: pin.version }), attempts: [] };
  }
  const attempts: Attempt[] = [{ way: toolVariables[name], why: "not set" }];

  const onPath = await lookOnPath(options);
  if (onPath.tool !== undefined) return { tool: onPath.tool, attempts: [...attempts, ...onPath.attempts] };
  attempts.push(...onPath.attempts);

  for (const { way, file } of ownPlaces(options)) {
    if (!(await exists(file))) {
      attempts.push({ way, why: `there is no ${file}` });
      continue;
    }
    const answer = await probe.ask(name, file);
    if (answer.fits) return { tool: { name, version: answer.version, path: file, how: way }, attempts };
    attempts.push({ way, why: answer.why });
  }
  return { tool: undefined, attempts };
}

/** The tool at a path that somebody chose; throws EnvironmentError when it cannot be used. */
export async function takeExplicit(options: {
  name: ToolName;
  probe: VersionProbe;
  explicit: ExplicitPath;
  /** A version that fits. */
  wanted: string;
}): Promise<ResolvedTool> {
  const { name, explicit } = options;
  const answer = await options.probe.ask(name, explicit.path);
  if (answer.fits) return { name, version: answer.version, path: path.resolve(explicit.path), how: explicit.from };
  throw new EnvironmentError({
    message: `${explicit.from}=${explicit.path} cannot be used: ${answer.why}`,
    hint: `Point it to ${name} ${options.wanted}, or leave it out and Chaindrill finds or installs one.`,
  });
}

async function lookOnPath(options: FindOptions): Promise<FoundTool> {
  const { name } = options;
  const attempts: Attempt[] = [];
  for (const dir of new Set(options.path.split(path.delimiter).filter((entry) => path.isAbsolute(entry)))) {
    const file = path.join(dir, name);
    if (!(await isExecutable(file))) continue;
    if (await isNodeScript(file)) {
      attempts.push({ way: "PATH", why: `${file} is a Node script; the program itself is needed, to signal it` });
      continue;
    }
    const answer = await options.probe.ask(name, file);
    if (answer.fits) return { tool: { name, version: answer.version, path: file, how: "PATH" }, attempts };
    attempts.push({ way: "PATH", why: `${file}: ${answer.why}` });
  }
  if (attempts.length === 0) attempts.push({ way: "PATH", why: `no ${name} in any of its directories` });
  return { tool: undefined, attempts };
}

/** npm packages put wrappers on PATH that start the program as a child: SIGKILL would reach only the wrapper. */
const isNodeScript = async (file: string): Promise<boolean> => /^#!.*\bnode\b/.test(await readHead(file, 64));

function ownPlaces(options: FindOptions): { readonly way: string; readonly file: string }[] {
  const { name, pin, cacheDir } = options;
  const cached = { way: "cache", file: cachedToolPath({ cacheDir, name, version: pin.version }) };
  const npmPackage = pin.npm[options.platform];
  if (npmPackage === undefined) return [cached];
  return [cached, { way: `npm package ${npmPackage}`, file: packagedProgram(npmPackage, name) }];
}

/** Path of the program in an npm package, wherever npm put it; a path that does not exist when it is not installed. */
function packagedProgram(npmPackage: string, program: string): string {
  try {
    return createRequire(import.meta.url).resolve(`${npmPackage}/bin/${program}`);
  } catch {
    return path.join("node_modules", npmPackage, "bin", program); // not installed: the caller says so
  }
}
