import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { writeAtomically } from "../files.ts";
import { elfProgram } from "./elf.fake.ts";
import { readElf } from "./elf.ts";

async function read(content: Uint8Array | string) {
  const file = `${await temporaryDirectory()}/program`;
  await writeAtomically(file, content);
  return readElf(file).catch((error: Error) => error.message.replace(file, "FILE"));
}

const interpreter = "/lib64/ld-linux-x86-64.so.2";

describe("readElf", () => {
  it("finds the loader of a dynamic program, wherever it is named", async () => {
    expect(await read(elfProgram({ machine: 62, interpreter }))).toEqual({ architecture: "amd64", interpreter });
    expect(await read(elfProgram({ machine: 62, interpreter, farAway: true }))).toEqual({
      architecture: "amd64",
      interpreter,
    });
  });

  it("finds none in a static one", async () => {
    expect(await read(elfProgram({ machine: 183 }))).toEqual({ architecture: "arm64", interpreter: undefined });
  });

  it.each([
    ["a script", "#!/bin/sh\nexit 0\n"],
    ["an empty file", ""],
    ["a program of another machine", elfProgram({ machine: 243 })],
  ])("refuses %s", async (_, content) => {
    expect(await read(content)).toBe(
      "FILE is not a 64-bit Linux program for x86 or ARM, so that no image can be made of it",
    );
  });
});
