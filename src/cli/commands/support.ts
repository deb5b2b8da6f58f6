import type { Support } from "../../model/fault.ts";
import { idealSupportTable, type SupportRow, supportRows } from "../../run/support.ts";
import { machineFacts } from "../machine-facts.ts";
import { type Style, styleFor } from "../style.ts";

/** `chaindrill support`: asks every driver about every kind and action of Chaos Mesh, on this machine. */
export async function supportCommand(options: { backend?: string; markdown?: boolean; json?: boolean }): Promise<void> {
  const facts = await machineFacts(options.backend);
  if (options.markdown) return void process.stdout.write(idealSupportTable(facts.map(({ kind }) => kind)));
  const rows = supportRows(facts);
  if (options.json) return void process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  const style = styleFor(process.stdout);
  for (const row of rows) process.stdout.write(textOf(row, style));
}

/** One line per different answer, with the backends that give it. */
function textOf({ kind, action, cells }: SupportRow, style: Style): string {
  const answers = new Map<string, string[]>();
  for (const { backend, support } of cells) {
    const answer = describe(support, style);
    answers.set(answer, [...(answers.get(answer) ?? []), backend]);
  }
  const lines = [...answers].map(([answer, backends]) => `  ${backends.join(", ").padEnd(backendsWidth)}  ${answer}\n`);
  return `${style("bold", `${kind}/${action}`)}\n${lines.join("")}`;
}

const backendsWidth = "process, netns, docker".length;

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
