import type { NodeId } from "../../../base/ids.ts";
import type { LinkId } from "../../../model/node.ts";

/** Which cuts name which directed links. A link passes when no cut names it. */
export class CutBook {
  readonly #linksByCut = new Map<string, Set<string>>();

  /** A cut that is there already gets the further links. */
  cut(name: string, links: readonly LinkId[]): void {
    const named = this.#linksByCut.get(name) ?? new Set();
    for (const link of links) named.add(linkKey(link));
    this.#linksByCut.set(name, named);
  }

  heal(name: string): void {
    this.#linksByCut.delete(name);
  }

  passes(link: LinkId): boolean {
    const key = linkKey(link);
    return ![...this.#linksByCut.values()].some((links) => links.has(key));
  }
}

/** A directed link as text; node ids hold no ">". */
export const linkKey = (link: LinkId): string => `${link.from}>${link.to}`;

/** The link that carries the answers. */
export const reverseOf = (link: LinkId): { readonly from: NodeId; readonly to: NodeId } => ({
  from: link.to,
  to: link.from,
});
