// Says what is wrong with a piece of XML (or of HTML that closes its tags), so that tests can ask for nothing wrong.

const token =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<[?!][^>]*>|<(?<close>\/?)(?<name>[A-Za-z][\w:-]*)(?<attributes>(?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(?<empty>\/?)>/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids them, so they are what is looked for.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** The first thing wrong, or undefined. `voidTags` are those that never close, such as HTML's `meta`. */
export function malformationOf(markup: string, voidTags: readonly string[] = []): string | undefined {
  if (forbidden.test(markup)) return "a forbidden character";
  const open: string[] = [];
  let at = 0;
  for (const match of markup.matchAll(token)) {
    const wrong = wrongText(markup.slice(at, match.index)) ?? wrongText(match.groups?.["attributes"] ?? "");
    if (wrong !== undefined) return wrong;
    at = match.index + match[0].length;
    const { name, close, empty } = match.groups ?? {};
    if (name === undefined || empty === "/" || voidTags.includes(name)) continue;
    if (close === "") open.push(name);
    else if (open.pop() !== name) return `</${name}> closes nothing`;
  }
  return wrongText(markup.slice(at)) ?? (open.length === 0 ? undefined : `<${open.at(-1)}> is not closed`);
}

function wrongText(text: string): string | undefined {
  if (text.includes("<")) return `a bare < in ${JSON.stringify(text.slice(0, 80))}`;
  const bare = /&(?!#\d+;|#x[\da-f]+;|amp;|lt;|gt;|quot;|apos;)/i.exec(text);
  return bare === null ? undefined : `a bare & in ${JSON.stringify(text.slice(bare.index, bare.index + 80))}`;
}
