import type { Result } from "../../model/result.ts";
import { runAgainCommand } from "../run-again.ts";
import { html, type Markup, none } from "./markup.ts";

/** What it ran with, how to run it again, and the files to look into. */
export function environmentSection({ run, environment, evidenceFiles }: Result): Markup {
  const facts: [string, Markup | string][] = [
    ["Run", html`<code>${run.id}</code>, started ${run.startedAt}`],
    ["Plan", `${run.plan} (${run.kind})`],
    ["Seed", String(run.seed)],
    [
      "Chaindrill",
      html`${run.chaindrillVersion}${run.commit === null ? ", commit unknown" : html`, commit <code>${run.commit}</code>`}`,
    ],
    ["Tools", run.tools.map((tool) => `${tool.name} ${tool.version} (${tool.how})`).join(", ") || "none recorded"],
    ["Machine", run.machine],
    ["Scenario", environment.scenario],
    ["Clients", environment.clients],
    ["Harness", environment.harness],
    ["Nodes", run.nodes.map((node) => `${node.id} (${node.role}, ${node.client})`).join(", ") || "none"],
    ["Observers", run.observers.join(", ") || "none"],
  ];
  return html`<section aria-labelledby="environment"><h2 id="environment">Environment and evidence</h2>
<p>Run it again:</p><pre><code>${runAgainCommand(run)}</code></pre>
<dl class="facts">${facts.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>
${evidenceFiles.length === 0 ? none : html`<h3>Files of this run</h3><ul class="files">${evidenceFiles.map((file) => html`<li>${link(file)}</li>`)}</ul>`}</section>`;
}

/** Only plain relative paths become links: a name with a scheme or an absolute path stays text. */
function link(file: string): Markup {
  const plain = !file.startsWith("/") && !file.includes(":") && !file.includes("\\");
  const address = plain ? file.split("/").map(encodePart).join("/") : undefined;
  return address === undefined ? html`<code>${file}</code>` : html`<a href="${address}">${file}</a>`;
}

const encodePart = (part: string): string => encodeURIComponent(part.toWellFormed());
