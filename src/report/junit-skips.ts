/**
 * junit-report-builder 5.1.2 writes `<skipped/>` without the message attribute that CI systems show, so it is added
 * here, in order. Text cannot look like that tag: it is escaped, and no CDATA holds text of a run.
 */
export function withSkipReasons(xml: string, reasons: readonly string[]): string {
  let index = 0;
  return xml.replaceAll("<skipped/>", () => `<skipped message="${escapeAttribute(reasons[index++] ?? "")}"/>`);
}

function escapeAttribute(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;" };
  return text.replace(/[&<>"\n]/g, (character) => entities[character] ?? character);
}
