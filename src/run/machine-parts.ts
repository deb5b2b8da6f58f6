/** Programs and services of this machine that backends and faults use where they are there. */
export interface MachineParts {
  /** Looks into network namespaces, and holds packets back; see native/netagent. */
  readonly netAgent: ProgramPlace;
  /** Starts nodes so that their clocks can be moved; see native/clockshift. */
  readonly clockShift: ProgramPlace;
  /** Of the Docker daemon; undefined: where it usually is. */
  readonly dockerSocket: string | undefined;
  /** Image to run nodes from, instead of one made of this machine's client. */
  readonly dockerImage: string | undefined;
}

/** A program's path, or why there is none. */
export type ProgramPlace = { readonly path: string } | { readonly why: string };
