// What was asked of each fault, and what was measured of it, on a real network of every backend.

import { errorText } from "../../src/base/errors.ts";
import type { Evidence } from "../../src/model/fault.ts";
import { type BackendKind, mechanismNames } from "../../src/model/node.ts";
import { implementedBackends } from "../../src/run/backends.ts";
import { openConformanceBench } from "../../src/run/conformance-bench.fake.ts";
import { type FaultCaseName, faultCaseNames, faultCases, requestOfCase } from "../../src/testing/fault-cases.ts";

interface Measured {
  readonly asked: string;
  readonly found: string;
}

interface Column {
  readonly backend: BackendKind;
  /** Undefined when the backend does not work here, or refuses the fault. */
  readonly byCase: ReadonlyMap<FaultCaseName, Measured | "refused" | "not seen">;
  /** What does it here, or why nothing could be tried. */
  readonly by: string;
}

/** A Markdown table: a row per fault, a column per backend. */
export async function benchFaults(say: (line: string) => void): Promise<void> {
  const columns: Column[] = [];
  for (const backend of implementedBackends) columns.push(await measure(backend));
  say(row(["fault", "asked", ...columns.map(({ backend }) => backend)]));
  say(row(["---", "---", ...columns.map(() => "---")]));
  for (const name of faultCaseNames) {
    const cells = columns.map(({ byCase }) => byCase.get(name));
    const asked = cells.find((cell): cell is Measured => typeof cell === "object")?.asked ?? "";
    say(row([name, asked, ...cells.map((cell) => (typeof cell === "object" ? cell.found : (cell ?? "-")))]));
  }
  for (const { backend, by } of columns) say(`\n${backend}: ${by}`);
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

async function measure(backend: BackendKind): Promise<Column> {
  const byCase = new Map<FaultCaseName, Measured | "refused" | "not seen">();
  try {
    await using bench = await openConformanceBench(backend);
    for (const name of faultCaseNames) {
      const request = requestOfCase(faultCases[name], bench.cluster.nodes);
      if (bench.driver.support(request.fault.action, bench.facts).kind === "refused") {
        byCase.set(name, "refused");
        continue;
      }
      const active = await bench.driver.inject(request, bench.scope);
      byCase.set(name, measuredIn(await active.evidence()));
      await active.revert();
      await active.evidenceOfEnd();
    }
    const { mechanisms } = bench.facts;
    const by = mechanismNames.flatMap((name) => {
      const mechanism = mechanisms[name];
      return mechanism.works ? [`${name} by ${mechanism.by}`] : [];
    });
    return { backend, byCase, by: by.join(", ") };
  } catch (error) {
    return { backend, byCase, by: errorText(error) };
  }
}

/** The first look under the fault is the one that the fault is about; a clock is looked at before it, too. */
function measuredIn({ observations, seen }: Evidence): Measured | "not seen" {
  const first = observations.find(({ what }) => !what.endsWith(" before"));
  if (first === undefined || !seen) return "not seen";
  return { asked: first.expected.replaceAll("|", "/"), found: first.found.replaceAll("|", "/") };
}
