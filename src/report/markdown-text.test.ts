import { describe, expect, it } from "vitest";
import { folded, joinParts, plain, table } from "./markdown-text.ts";

const cut = (parts: readonly string[]) => joinParts(parts, "`x.json` has all of it.");

describe("joinParts", () => {
  it("leaves a text that fits as it is", () => {
    expect(cut(["a", "", "b"])).toBe("a\n\nb\n");
  });

  it("says in the open that it was cut, not inside what is folded", () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => [String(index), plain("<details> & friends")]);
    const text = cut(["# Title", folded("Rows", table(["n", "what"], rows))]);
    expect(Buffer.byteLength(text)).toBeLessThan(901_000);
    expect(text.endsWith("\n\n</details>\n\nThis report was cut here; `x.json` has all of it.\n")).toBe(true);
    expect(text.match(/^<\/?details>/gm)).toEqual(["<details>", "</details>"]);
  });

  it("closes nothing that is closed already", () => {
    const text = cut([folded("Small", "inside"), "é\n".repeat(400_000)]);
    expect(text.split("</details>")).toHaveLength(2);
  });
});

describe("plain", () => {
  it("keeps text from becoming markup", () => {
    expect(plain("<b> | `x` @all #1 [a](b)")).toBe("\\<b\\> \\| \\`x\\` @\u200ball \\#1 \\[a\\](b)");
  });
});
