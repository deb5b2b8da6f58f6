import { existsSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./errors.mjs";

/** Node 24: the one among our packages, or the one that runs this. The same choice as in bin/chaindrill. */
export function findNode(root) {
  const packaged = path.join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new SetupError(
    `needs Node 24, there is no package with one for ${process.platform}-${process.arch}, and this is ${process.versions.node}`,
    "put Node 24 on PATH (https://nodejs.org/en/download)",
  );
}
