// A strict reader of OpenMetrics 1.0, as far as gauges go, for the tests of what writes it. It refuses more than the
// specification does (no timestamps, no empty families), never less.
// https://prometheus.io/docs/specs/om/open_metrics_spec/#abnf

export interface ReadGauge {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const descriptor = /^# (?<word>TYPE|UNIT|HELP) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.+)$/;
const sample = /^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})? (?<number>\S+)$/;
const label = /^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\]|\\[n"\\])*)"(?:,(?=[a-zA-Z_])|$)/;
const realNumber = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]Inf|NaN)$/;
/** Endings that other types add to their name, so that a gauge must not have them. */
const reserved = /_(?:total|created|count|sum|bucket|info|gcount|gsum)$/;

/** The gauges of an exposition; throws with the line that breaks a rule. */
export function readOpenMetrics(text: string): ReadGauge[] {
  if (!text.endsWith("# EOF\n")) throw new Error("it does not end with # EOF");
  const lines = text.slice(0, -"# EOF\n".length).split("\n").slice(0, -1);
  const families = new Map<string, { words: Set<string>; gauges: ReadGauge[]; keys: Set<string> }>();
  let current = "";
  for (const line of lines) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${JSON.stringify(line)}`);
    };
    const described = descriptor.exec(line)?.groups;
    const name =
      described?.["name"] ?? sample.exec(line)?.groups?.["name"] ?? fail("neither a description nor a sample");
    if (name !== current && families.has(name)) fail("a family that was interrupted");
    current = name;
    const family = families.get(name) ?? { words: new Set(), gauges: [], keys: new Set() };
    families.set(name, family);
    if (described !== undefined) {
      const { word = "", text: said = "" } = described;
      if (family.gauges.length > 0) fail("a description after a sample");
      if (family.words.has(word)) fail("described twice");
      family.words.add(word);
      if (word === "TYPE" && (said !== "gauge" || reserved.test(name))) fail("not a gauge");
      if (word === "UNIT" && !name.endsWith(`_${said}`)) fail("a name without its unit");
      if (word === "HELP" && !/^(?:[^"\\]|\\[n"\\])*$/.test(said)) fail("a help that is not escaped");
      continue;
    }
    if (!family.words.has("TYPE") || !family.words.has("HELP")) fail("a sample that was not described");
    const gauge = readSample(line, fail);
    const key = JSON.stringify(Object.entries(gauge.labels).sort());
    if (family.keys.has(key)) fail("the same labels twice");
    family.keys.add(key);
    family.gauges.push(gauge);
  }
  for (const [name, { gauges }] of families) if (gauges.length === 0) throw new Error(`${name} has no samples`);
  return [...families.values()].flatMap((family) => family.gauges);
}

function readSample(line: string, fail: (why: string) => never): ReadGauge {
  const { name = "", labels: text = "", number = "" } = sample.exec(line)?.groups ?? {};
  if (!realNumber.test(number)) fail("not a number");
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== ""; ) {
    const found = label.exec(rest);
    const { name: key = "", value = "" } = found?.groups ?? fail("not a label");
    if (Object.hasOwn(labels, key)) fail("a label twice");
    labels[key] = value.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
    rest = rest.slice(found?.[0].length ?? 0);
  }
  return { name, labels, value: Number(number.replace("Inf", "Infinity")) };
}
