import { askAmounts, inState, readStates, type StateReader } from "./state-reader.ts";

/** A number that a contract knows. */
export interface ContractQuestion {
  /** "token" */
  readonly contract: string;
  readonly address: string;
  /** "sumOfBalances" */
  readonly what: string;
  /** Inputs of eth_call, in hexadecimal; the number is the sum of what they return. */
  readonly inputs: readonly string[];
}

/** Emits contract.read for each question at each height, or state.read-failed. */
export async function readContracts(
  reader: StateReader,
  { questions, heights }: { questions: readonly ContractQuestion[]; heights: readonly number[] },
): Promise<void> {
  if (questions.length === 0) return;
  await readStates(reader, {
    what: "contract",
    heights,
    async read(state) {
      for (const { contract, address, what, inputs } of questions) {
        const calls = inputs.map((data) => ({ method: "eth_call", params: [{ to: address, data }, inState(state)] }));
        const value = (await askAmounts(reader, calls)).reduce((total, number) => total + number, 0n);
        const read = { contract, address, what, value: String(value) };
        reader.events.emit({ type: "contract.read", source: "observe", node: reader.node.id, ...state, ...read });
      }
    },
  });
}
