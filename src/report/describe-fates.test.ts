import { describe, expect, it } from "vitest";
import { describeFates } from "./describe-fates.ts";

describe("describeFates", () => {
  it("counts every end that was met, the usual one first", () => {
    const fates = { rejected: 12, resent: 40, "never-seen": 3, included: 5_610, lost: 2, moved: 1, pending: 4 };
    expect(describeFates(fates)).toMatchInlineSnapshot(
      `"5,610 included, 1 included in another block than at first, 40 lost and sent again, 2 lost, 4 still waiting, 12 refused, 3 never seen"`,
    );
  });

  it("says so when nothing was sent, or nobody knows", () => {
    expect(describeFates({})).toBe("none was sent");
    expect(describeFates({ unknown: 7 })).toBe("7 unknown");
  });
});
