import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChainTracker } from "./chain-tracker.ts";

const parents = new Map([
  ...["b1", "b2", "b3", "b4"].map((hash, index) => [hash, `b${index}`] as const),
  ["c2", "b1"],
  ["c3", "c2"],
]);
const tracker = () => new ChainTracker((hash) => parents.get(hash));
const head = (hash: string) => ({ height: Number(hash.slice(1)), hash });

describe("ChainTracker", () => {
  it("fills the chain below a head by parent links", () => {
    const chain = tracker();
    expect(chain.advance(head("b3"))).toMatchObject({ dropped: [], rewound: false });
    expect([0, 1, 2, 3].map((height) => chain.hashAt(height))).toEqual(["b0", "b1", "b2", "b3"]);
  });

  it("tells which blocks a reorganisation dropped, also when it lowers the head", () => {
    const chain = tracker();
    chain.advance(head("b4"));
    const step = chain.advance(head("c3"));
    expect(step).toMatchObject({ dropped: ["b2", "b3", "b4"], rewound: false });
    expect(step.added.map(({ hash }) => hash)).toEqual(["c2", "c3"]);
    expect(chain.height).toBe(3);
  });

  it("tells a step back on the same chain from a reorganisation", () => {
    const chain = tracker();
    chain.advance(head("b4"));
    expect(chain.advance(head("b2"))).toMatchObject({ dropped: ["b3", "b4"], rewound: true, added: [] });
  });

  it("drops nothing when the same head is seen again", () => {
    const chain = tracker();
    chain.advance(head("b2"));
    expect(chain.advance(head("b2"))).toMatchObject({ dropped: [], added: [], rewound: false });
  });

  it("leaves a hole where a body was never seen, and does not call it dropped later", () => {
    const chain = tracker();
    chain.advance({ height: 9, hash: "x9" });
    expect(chain.hashAt(5)).toBeUndefined();
    expect(chain.advance({ height: 10, hash: "x10" }).dropped).toEqual([]);
  });

  it("knows from where on its blocks are ancestors of the head, when a body was never seen", () => {
    const chain = tracker();
    chain.advance(head("b4"));
    expect(chain.linkedFrom).toBe(0);
    chain.advance({ height: 6, hash: "x6" });
    expect(chain.linkedFrom).toBe(6);
    chain.advance(head("c3"));
    expect(chain.linkedFrom).toBe(0);
  });

  it("takes a node's own list for a whole chain, but not what it had above it", () => {
    const chain = tracker();
    chain.advance(head("b2"));
    chain.advance({ height: 3, hash: "x3" });
    chain.adopt(["b0", "b1", "b2", "x3"], 2);
    expect(chain.linkedFrom).toBe(3);
    chain.adopt(["b0", "b1", "c2", "x3"]);
    expect(chain.linkedFrom).toBe(0);
  });

  it("takes over a whole chain, with what that drops", () => {
    const chain = tracker();
    chain.advance(head("b4"));
    expect(chain.adopt(["b0", "b1", "c2", "c3"])).toMatchObject({ dropped: ["b2", "b3", "b4"], rewound: false });
    expect(chain.adopt(["b0", "b1", "c2"])).toMatchObject({ dropped: ["c3"], rewound: true });
  });

  it("always ends with the head it was told last", () => {
    const heads = fc.array(fc.constantFrom("b1", "b2", "b3", "b4", "c2", "c3"), { minLength: 1 });
    fc.assert(
      fc.property(heads, (hashes) => {
        const chain = tracker();
        for (const hash of hashes) chain.advance(head(hash));
        const last = hashes.at(-1) ?? "";
        expect(chain.height).toBe(head(last).height);
        for (let hash = last; parents.has(hash); hash = parents.get(hash) ?? "") {
          expect(chain.hashAt(head(hash).height)).toBe(hash);
        }
      }),
    );
  });
});
