import fc from "fast-check";
import { expect, it } from "vitest";
import { nodeId } from "../../../base/ids.ts";
import { CutBook, linkKey } from "./cut-book.ts";

const node = fc.constantFrom("a", "b", "c").map(nodeId);
const link = fc.record({ from: node, to: node });
const step = fc.record({ cut: fc.constantFrom("x", "y", "z"), links: fc.option(fc.array(link, { maxLength: 4 })) });

it("lets a link pass exactly when no cut that is not healed names it", () => {
  fc.assert(
    fc.property(fc.array(step), link, (steps, asked) => {
      const book = new CutBook();
      const named = new Map<string, string[]>();
      for (const { cut, links } of steps) {
        if (links === null) {
          book.heal(cut);
          named.delete(cut);
        } else {
          book.cut(cut, links);
          named.set(cut, [...(named.get(cut) ?? []), ...links.map(linkKey)]);
        }
      }
      expect(book.passes(asked)).toBe(![...named.values()].flat().includes(linkKey(asked)));
    }),
  );
});
