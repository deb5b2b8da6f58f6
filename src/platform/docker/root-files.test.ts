import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { writeAtomically } from "../files.ts";
import { elfProgram } from "./elf.fake.ts";
import { parseLibraries, rootFilesOf } from "./root-files.ts";

const listing = `\tlinux-vdso.so.1 (0x00007ffd3a5f2000)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f6b86720000)
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f6b8653e000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f6b8915f000)
`;

describe("parseLibraries", () => {
  it("finds every file that the loader would load", () => {
    expect(parseLibraries(listing, "anvil")).toEqual([
      "/lib/x86_64-linux-gnu/libm.so.6",
      "/lib/x86_64-linux-gnu/libc.so.6",
      "/lib64/ld-linux-x86-64.so.2",
    ]);
  });

  it("names what is missing", () => {
    expect(() => parseLibraries("\tlibfoo.so.1 => not found\n", "anvil")).toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: anvil needs libraries that are not on this machine: libfoo.so.1]`,
    );
  });
});

describe("rootFilesOf", () => {
  it("needs nothing but the program when that is static", async () => {
    const binary = `${await temporaryDirectory()}/geth-1.13.15`;
    await writeAtomically(binary, elfProgram({ machine: 62 }));
    expect(await rootFilesOf({ program: "geth", binary })).toMatchObject({
      program: "/usr/local/bin/geth",
      entries: [
        { path: "/usr/local/bin/geth", mode: 0o755, source: binary },
        { path: "/tmp", mode: 0o1777, source: undefined },
      ],
      libraryDirs: [],
      architecture: "amd64",
    });
  });

  it("has the digest of the contents, not of where they lie", async () => {
    const dir = await temporaryDirectory();
    const digestOf = async (file: string, content: Uint8Array) => {
      await writeAtomically(`${dir}/${file}`, content);
      return (await rootFilesOf({ program: "geth", binary: `${dir}/${file}` })).digest;
    };
    const one = await digestOf("one", elfProgram({ machine: 62 }));
    expect(await digestOf("other", elfProgram({ machine: 62 }))).toBe(one);
    expect(await digestOf("one", Buffer.concat([elfProgram({ machine: 62 }), Buffer.from("x")]))).not.toBe(one);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
  });
});
