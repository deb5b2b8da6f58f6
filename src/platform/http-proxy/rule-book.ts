import type { HttpFault } from "../../model/fault-details.ts";

/**
 * The rules of one port, by the name of whoever set them. A rule holds for connections that were accepted after it was
 * set, as with Chaos Mesh, whose redirect takes no connection that is open already.
 */
export class RuleBook {
  readonly #byName = new Map<string, { readonly faults: readonly HttpFault[]; readonly after: number }>();
  #accepted = 0;

  /** Replaces all rules of that name; none takes them away. */
  set(name: string, faults: readonly HttpFault[]): void {
    if (faults.length === 0) this.#byName.delete(name);
    else this.#byName.set(name, { faults, after: this.#accepted });
  }

  /** Counts a connection that was accepted; its number is what `faultsFor` asks for. */
  accept(): number {
    this.#accepted += 1;
    return this.#accepted;
  }

  faultsFor(connection: number): HttpFault[] {
    return [...this.#byName.values()].flatMap(({ faults, after }) => (connection > after ? faults : []));
  }
}
