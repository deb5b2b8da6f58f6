// What each kind of transaction may use. A limit far above the use would keep transactions out of the end of a block, and
// one below it would fail them: src/run/corpus-kinds.real.test.ts holds them against geth and anvil.

/** The comments say what was used: by the first one, which writes slots that were zero, and by all later ones. */
export const gasLimits = {
  /** 21,000, always. */
  transfer: 21_000,
  /** 25,300, always: 2400 for the address and 1900 for the slot (EIP-2930). */
  accessListTransfer: 25_300,
  /** 43,408; 26,308. */
  increment: 60_000,
  /** 34,404, between accounts that both have tokens. */
  tokenTransfer: 60_000,
  /** 46,095 of each account; 28,995. */
  tokenApproval: 60_000,
  /** 88,603 in London; 88,615 since Shanghai, which charges for the words of the code (EIP-3860). */
  deployment: 100_000,
  /** 155,883; 138,783: five slots that were zero cost 22,100 each. */
  slotsWrite: 170_000,
  /** 253,658; 219,458: a thousand rounds. */
  hash: 280_000,
  /** 74,535; 57,435: eight logs of four topics and 128 bytes. */
  log: 90_000,
} as const;
