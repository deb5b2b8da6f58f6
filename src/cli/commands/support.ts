import type { Support } from "../../model/fault.ts";
import type { BackendKind } from "../../model/node.ts";
import { implementedBackends } from "../../run/run-request.ts";
import { supportRows, supportTable } from "../../run/support.ts";
import { type Style, styleFor } from "../style.ts";

/** `chaindrill support`: asks every driver about every kind and action of Chaos Mesh. */
export function supportCommand(options: { backend?: string; markdown?: boolean; json?: boolean }): void {
  const kinds = options.backend === undefined ? implementedBackends : [options.backend as BackendKind];
  if (options.markdown) return void process.stdout.write(supportTable(kinds));
  const rows = supportRows(kinds);
  if (options.json) return void process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  const style = styleFor(process.stdout);
  const width = Math.max(...rows.map(({ kind, action }) => kind.length + action.length + 1));
  for (const { kind, action, cells } of rows) {
    for (const { backend, support } of cells) {
      const what = `${kind}/${action}`.padEnd(width);
      process.stdout.write(`${what}  ${backend}: ${describe(support, style)}\n`);
    }
  }
}

function describe(support: Support, style: Style): string {
  switch (support.kind) {
    case "native":
      return style("green", "native");
    case "emulated":
      return `${style("yellow", "emulated")}, ${support.how}`;
    case "refused":
      return `${style("red", "refused")}, ${support.why}`;
  }
}
