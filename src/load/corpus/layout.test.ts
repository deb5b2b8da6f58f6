import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutFor, lineCount, placeOf } from "./layout.ts";

const layouts = fc
  .record({
    vus: fc.integer({ min: 1, max: 12 }),
    more: fc.integer({ min: 0, max: 30 }),
    linesPerVu: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ vus, more, linesPerVu }) => ({ vus, accounts: vus + more, linesPerVu }));

describe("the layout of a corpus", () => {
  it("is the one that the drawing shows", () => {
    const layout = { vus: 2, accounts: 4, linesPerVu: 6 };
    const places = Array.from({ length: lineCount(layout) }, (_, line) => placeOf(layout, line));
    expect(places.map((place) => place.account).join(" ")).toBe("0 2 0 2 0 2 1 3 1 3 1 3");
    expect(places.map((place) => place.nonce).join(" ")).toBe("0 0 1 1 2 2 0 0 1 1 2 2");
  });

  it("gives no account to two users, and its nonces without a gap and in the order of its lines", () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const next = new Map<number, { user: number; nonce: number }>();
        for (let line = 0; line < lineCount(layout); line++) {
          const user = Math.floor(line / layout.linesPerVu);
          const { account, nonce } = placeOf(layout, line);
          const expected = next.get(account) ?? { user, nonce: 0 };
          expect({ user, nonce }).toEqual(expected);
          expect(account).toBeLessThan(layout.accounts);
          expect(account % layout.vus).toBe(user);
          next.set(account, { user, nonce: nonce + 1 });
        }
      }),
    );
  });

  it("holds a quarter more than the load will ask for", () => {
    const layout = layoutFor({ spec: { vus: 100, rate: { kind: "constant", perSecond: 40 } }, maxDurationMs: 600_000 });
    expect(layout).toEqual({ accounts: 400, vus: 100, linesPerVu: 316 });
  });

  it("has no place for a line outside", () => {
    const layout = { vus: 2, accounts: 4, linesPerVu: 6 };
    expect(() => placeOf(layout, 12)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: line 12 is outside the corpus of 12 lines]`,
    );
    expect(() => placeOf(layout, -1)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: line -1 is outside the corpus of 12 lines]`,
    );
  });
});
