import { describe, expect, it } from "vitest";
import { readEnd } from "./run-container.ts";

describe("readEnd", () => {
  it.each([
    [
      { ExitCode: 0, OOMKilled: false },
      { code: 0, signal: null },
    ],
    [
      { ExitCode: 2, OOMKilled: false, Error: "" },
      { code: 2, signal: null },
    ],
    [
      { ExitCode: 137, OOMKilled: false },
      { code: null, signal: "SIGKILL" },
    ],
    [
      { ExitCode: 143, OOMKilled: false },
      { code: null, signal: "SIGTERM" },
    ],
    [
      { ExitCode: 137, OOMKilled: true },
      { code: null, signal: "SIGKILL", why: "for want of memory" },
    ],
    [
      { ExitCode: 255, OOMKilled: false },
      { code: 255, signal: null },
    ],
    [
      { ExitCode: 127, OOMKilled: false, Error: "exec: not found" },
      { code: 127, signal: null, why: "exec: not found" },
    ],
  ])("reads %o", (state, end) => {
    expect(readEnd(state)).toEqual(end);
  });
});
