import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FaultStart } from "../../model/plan.ts";
import { Findings } from "../findings.ts";
import { readManifest } from "../load-manifest.ts";
import { expandExperiment } from "./expand-experiment.ts";

const pods = "mode: all, selector: { namespaces: [chain] }";
const manifest = (kind: string, spec: string) =>
  `apiVersion: chaos-mesh.org/v1alpha1\nkind: ${kind}\nmetadata: { name: it, namespace: chain }\nspec: { ${spec} }\n`;

/** Each part as `name at <soonest>[ after <waits>][ for <duration>]`, and what was found. */
function expand(text: string, options: { forMs?: number; start?: FaultStart } = {}) {
  const [experiment] = readManifest({ file: "m.yaml", readFile: () => text }).experiments;
  if (experiment === undefined) throw new Error(`not a right manifest:\n${text}`);
  const findings = new Findings(experiment.document);
  const expansion = expandExperiment(experiment, { name: "it", severity: "error", findings, ...options });
  const all = [...expansion.parts, ...expansion.checks].map(({ planned }) => {
    const { name, start, waitsFor = [] } = planned;
    const at = start.kind === "at" ? `at ${start.atMs}` : `${start.plusMs ?? 0} after ${start.fault}`;
    const waits = waitsFor.map((wait) => ` not before ${wait.name}+${wait.plusMs}`).join("");
    const forMs = "spec" in planned ? planned.spec.durationMs : planned.deadlineMs;
    return `${name} ${at}${waits}${forMs === undefined ? "" : ` for ${forMs}`}`;
  });
  return { all, expansion, problems: findings.problems.map(({ path, message }) => `${path}: ${message}`) };
}

describe("a Schedule", () => {
  const schedule = (body: string, rest = "") =>
    manifest("Schedule", `schedule: "@every 10s", type: PodChaos, podChaos: { ${body}, ${pods} }${rest}`);

  it("starts its fault once an interval, the first time after one, and ends it with itself", () => {
    const { all } = expand(schedule("action: pod-failure, duration: 4s"), { forMs: 32_000 });
    expect(all).toEqual([
      "it/1 at 10000 for 4000",
      "it/2 at 20000 not before it/1+0 for 4000",
      "it/3 at 30000 not before it/2+0 for 2000",
    ]);
  });

  it("lets what is due wait for the end of the last one, and counts on from there", () => {
    const { all } = expand(schedule("action: pod-failure, duration: 15s"), { forMs: 50_000 });
    expect(all).toEqual([
      "it/1 at 10000 for 15000",
      "it/2 at 25000 not before it/1+0 for 15000",
      "it/3 at 40000 not before it/2+0 for 10000",
    ]);
  });

  it("with Allow starts the next one beside it", () => {
    const text = schedule("action: pod-failure, duration: 15s", ", concurrencyPolicy: Allow");
    expect(expand(text, { forMs: 30_001, start: { kind: "after", fault: "split" } }).all).toEqual([
      "it/1 10000 after split for 15000",
      "it/2 20000 after split for 10001",
      "it/3 30000 after split for 1",
    ]);
  });

  it("does not wait for what happens once", () => {
    const { all, expansion } = expand(schedule("action: pod-kill"), { forMs: 25_000 });
    expect(all).toEqual(["it/1 at 10000", "it/2 at 20000"]);
    expect(expansion.parts.map(({ planned }) => planned.spec.name)).toEqual(["it-1", "it-2"]);
  });

  it("starts no more than anybody could mean", () => {
    const { expansion, problems } = expand(schedule("action: pod-kill"), { forMs: 1e9 });
    expect(expansion.parts).toHaveLength(200);
    expect(problems).toMatchInlineSnapshot(`
      [
        "spec.podChaos: expected fewer than 200 faults of one experiment, found more by 33 m 20 s",
      ]
    `);
  });

  it("is refused by the clock on the wall, and when nothing would end what it starts", () => {
    expect(expand(schedule("action: pod-kill").replace("@every 10s", "0 3 * * *"), { forMs: 1 }).problems).toEqual([
      'spec.schedule: expected times from the start of the schedule, found "0 3 * * *", which are by the clock on the wall: when a drill reaches them depends on when it was begun',
    ]);
    expect(expand(schedule("action: pod-failure"), { forMs: 20_001 }).problems).toEqual([
      "spec.podChaos.duration: expected a duration, found none: nothing would end what the schedule starts",
    ]);
  });

  it("starts a whole workflow again and again", () => {
    const workflow = `entry: a, templates: [{ name: a, templateType: PodChaos, deadline: 5s, podChaos: { action: pod-failure, ${pods} } }]`;
    const text = manifest("Schedule", `schedule: "@every 10s", type: Workflow, workflow: { ${workflow} }`);
    expect(expand(text, { forMs: 25_000 }).all).toEqual([
      "it/1/a at 10000 for 5000",
      "it/2/a at 20000 not before it/1/a+0 for 5000",
    ]);
  });
});

const failure = (name: string, deadline = "5s", action = "pod-failure") =>
  `{ name: ${name}, templateType: PodChaos, deadline: ${deadline}, podChaos: { action: ${action}, ${pods} } }`;
const suspend = (name: string, deadline: string) => `{ name: ${name}, templateType: Suspend, deadline: ${deadline} }`;
const group = (name: string, type: string, children: string, rest = "") =>
  `{ name: ${name}, templateType: ${type}, children: [${children}]${rest} }`;
const check = (name: string, rest = "deadline: 30s") =>
  `{ name: ${name}, templateType: StatusCheck, ${rest}, statusCheck: { type: HTTP, http: { url: "http://rpc-0/", criteria: { statusCode: "200" } } } }`;
const workflow = (...templates: string[]) => manifest("Workflow", `entry: all, templates: [${templates.join(", ")}]`);

describe("a Workflow", () => {
  it("does one after the other, each after the end of the last", () => {
    const text = workflow(group("all", "Serial", "a, wait, b"), failure("a"), suspend("wait", "3s"), failure("b"));
    expect(expand(text, { start: { kind: "at", atMs: 1000 } }).all).toEqual([
      "it/a at 1000 for 5000",
      "it/b at 9000 not before it/a+3000 for 5000",
    ]);
  });

  it("waits for the deadline also after what happens once", () => {
    const text = workflow(group("all", "Serial", "a, b"), failure("a", "5s", "pod-kill"), failure("b"));
    expect(expand(text).all).toEqual(["it/a at 0", "it/b at 5000 not before it/a+0 for 5000"]);
  });

  it("does all at once, and goes on after the last", () => {
    const text = workflow(
      group("all", "Serial", "both, c"),
      group("both", "Parallel", "a, b"),
      ...[failure("a"), failure("b", "8s"), failure("c")],
    );
    expect(expand(text).all).toEqual([
      "it/a at 0 for 5000",
      "it/b at 0 for 8000",
      "it/c at 8000 not before it/a+0 not before it/b+0 for 5000",
    ]);
  });

  it("ends all inside a template with its deadline, and leaves out what comes too late", () => {
    const text = workflow(
      group("all", "Serial", "a, b, c", ", deadline: 7s"),
      failure("a"),
      failure("b"),
      failure("c"),
    );
    const { all, problems } = expand(text);
    expect(all).toEqual(["it/a at 0 for 5000", "it/b at 5000 not before it/a+0 for 2000"]);
    expect(problems).toMatchInlineSnapshot(`
      [
        "spec.templates.3.name: expected a template that starts before the deadline around it, found one that is due after 7.0 s: it is left out",
      ]
    `);
  });

  it("lets a status check take its time, at the longest its deadline", () => {
    const text = workflow(
      group("all", "Serial", "ready, wait, a"),
      check("ready"),
      suspend("wait", "2s"),
      failure("a"),
    );
    expect(expand(text).all).toEqual(["it/a at 2000 not before it/ready+2000 for 5000", "it/ready at 0 for 30000"]);
  });

  it("uses a template as often as it is named", () => {
    const text = workflow(group("all", "Serial", "a, a"), failure("a"));
    expect(expand(text).all).toEqual(["it/a at 0 for 5000", "it/a-2 at 5000 not before it/a+0 for 5000"]);
  });

  it("holds a Schedule for as long as its template has", () => {
    const inner = `{ schedule: "@every 2s", type: PodChaos, podChaos: { action: pod-kill, ${pods} } }`;
    const text = workflow(
      group("all", "Serial", "kills, a"),
      `{ name: kills, templateType: Schedule, deadline: 5s, schedule: ${inner} }`,
      failure("a"),
    );
    expect(expand(text).all).toEqual(["it/kills/1 at 2000", "it/kills/2 at 4000", "it/a at 5000 for 5000"]);
  });

  it("is refused where nothing would end it, or where it needs a container", () => {
    const text = workflow(
      group("all", "Parallel", "a, ready, task"),
      failure("a").replace(" deadline: 5s,", ""),
      check("ready", "abortWithStatusCheck: true"),
      "{ name: task, templateType: Task, task: { container: { image: busybox } } }",
    );
    expect(expand(text).problems).toMatchInlineSnapshot(`
      [
        "spec.templates.1.deadline: expected a deadline of the template or of one around it, found none: nothing would end it",
        "spec.templates.2.deadline: expected a deadline of the template or of one around it, found none: nothing would end it",
        "spec.templates.3.templateType: expected a template that can be interpreted here, found a Task: it runs a container in a cluster of Kubernetes, and what it prints decides how the workflow goes on",
      ]
    `);
  });

  it("ends for templates that hold each other over and over", () => {
    const levels = Array.from({ length: 40 }, (_, level) =>
      group(level === 0 ? "all" : `l${level}`, "Serial", `l${level + 1}, l${level + 1}`),
    );
    const { problems } = expand(workflow(...levels, suspend("l40", "1s")));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/templates\.\d+: expected fewer than 2000 steps of one workflow, found more$/);
  });

  it("never starts a part before it could, nor lets one outlast the deadline around it", () => {
    const step = fc.tuple(fc.constantFrom("pod-failure", "pod-kill"), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 60 }), (steps, seconds) => {
        const names = steps.map((_, index) => `p${index}`);
        const templates = steps.map(([action, s], index) => failure(`p${index}`, `${s}s`, action));
        const all = group("all", "Serial", names.join(", "), `, deadline: ${seconds}s`);
        const { expansion } = expand(workflow(all, ...templates));
        const starts = expansion.parts.map(({ planned }) => (planned.start.kind === "at" ? planned.start.atMs : -1));
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        for (const [index, { planned }] of expansion.parts.entries()) {
          expect((starts[index] ?? 0) + (planned.spec.durationMs ?? 0)).toBeLessThanOrEqual(seconds * 1000);
        }
      }),
      { numRuns: 50 },
    );
  });
});
