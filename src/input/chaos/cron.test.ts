import { describe, expect, it } from "vitest";
import { scheduleTimes } from "./cron.ts";

const read = (text: string) => scheduleTimes.safeParse(text).data;

describe("times of a schedule", () => {
  it.each([
    ["@every 30s", 30_000],
    ["@every 1m30s", 90_000],
    ["@every 1500ms", 1000],
    ["@every 10ms", 1000],
  ])("%s is every %d ms: whole seconds, one at least", (text, everyMs) => {
    expect(read(text)).toEqual({ kind: "every", everyMs });
  });

  it.each(["0 3 * * *", "*/10 * * * * *", "@hourly", "0 0 1,15 jan-mar MON", "TZ=Asia/Tokyo 30 04 * * ?"])(
    "%s is by the clock",
    (text) => expect(read(text)).toEqual({ kind: "cron", text }),
  );

  it.each([
    "",
    "@every",
    "@every 0s",
    "@sometimes",
    "* * * *",
    "60 * * * *",
    "* * 0 * *",
    "*/0 * * * *",
    "5-1 * * * *",
  ])("%j is none", (text) => expect(read(text)).toBeUndefined());
});
