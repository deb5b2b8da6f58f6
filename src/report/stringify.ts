// JSON that is diffed, and read by people: a list of plain values stays on one line.

/** The value as indented JSON with a line feed at its end; members keep their order. */
export const stringifyForPeople = (value: unknown): string => `${stringify(value, "")}\n`;

function stringify(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry !== "object" || entry === null)) return inline(value);
    return `[\n${value.map((entry) => `${deeper}${stringify(entry, deeper)}`).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, member]) => `${deeper}${JSON.stringify(key)}: ${stringify(member, deeper)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

const inline = (values: readonly unknown[]): string => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
