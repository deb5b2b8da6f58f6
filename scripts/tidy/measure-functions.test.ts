import { expect, it } from "vitest";
import { measureFunctions } from "./measure-functions.ts";
import { readSource } from "./source.ts";

const measure = (text: string) =>
  measureFunctions(readSource("src/base/x.ts", text)).map(({ name, lines }) => [name, lines]);

it("measures a function over several lines of parameters and a return type with braces", () => {
  const text = "export async function read<T>(\n  a: { b: string },\n): Promise<{ c: T }> {\n  return a;\n}\n";
  expect(measure(text)).toEqual([["read", 5]]);
});

it("measures a return type that is an object", () => {
  expect(measure("function read(): { a: string } {\n  return b;\n}\n")).toEqual([["read", 3]]);
});

it("measures methods, accessors, computed names and private ones", () => {
  const text =
    "class A {\n  async run() {\n    go();\n  }\n  get b(): string {\n    return c;\n  }\n  #d() {\n  }\n  [Symbol.dispose]() {\n  }\n}\n";
  expect(measure(text)).toEqual([
    ["run", 3],
    ["b", 3],
    ["#d", 2],
    ["[Symbol.dispose]", 2],
  ]);
});

it("measures arrow functions with a body, by the name they are given", () => {
  expect(measure("const run = async () => {\n  go();\n};\ncall(() => {\n});\nconst short = () => go();\n")).toEqual([
    ["run", 3],
    ["(arrow)", 2],
  ]);
});

it("does not take branches, loops, calls or signatures for functions", () => {
  const text =
    "interface A {\n  run(a: string): void;\n}\nif (a) {\n  call(b);\n  for (const c of d) {\n  }\n} else if (e) {\n}\n";
  expect(measure(text)).toEqual([]);
});
