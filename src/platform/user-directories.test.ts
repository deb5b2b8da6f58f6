import { expect, it } from "vitest";
import { userDirectories } from "./user-directories.ts";

it("lies below the user's home by default", () => {
  expect(userDirectories({ HOME: "/home/someone" })).toEqual({
    cacheDir: "/home/someone/.cache/chaindrill",
    stateDir: "/home/someone/.local/state/chaindrill",
  });
});

it("follows the XDG variables, unless they are relative", () => {
  const env = { HOME: "/home/someone", XDG_CACHE_HOME: "/fast", XDG_STATE_HOME: "state" };
  expect(userDirectories(env)).toEqual({
    cacheDir: "/fast/chaindrill",
    stateDir: "/home/someone/.local/state/chaindrill",
  });
});
