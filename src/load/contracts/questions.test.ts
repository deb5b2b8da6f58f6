import { Interface } from "ethers";
import { describe, expect, it } from "vitest";
import token from "../../../fixtures/contracts/token.json" with { type: "json" };
import { address } from "../../base/ids.ts";
import { countedCalls } from "../../model/counted-calls.ts";
import { corpusKinds } from "../../model/plan.ts";
import { selectorOf } from "./calls.ts";
import type { ContractUse } from "./deployments.ts";
import { contractQuestions } from "./questions.ts";

const [first, second, third] = ["ab", "0c", "d0"].map((byte) => address(`0x${byte.repeat(20)}`));
if (first === undefined || second === undefined || third === undefined) throw new Error("three addresses");
const asked = (...uses: ContractUse[]) =>
  contractQuestions(uses).map(({ contract, what, inputs }) => [`${contract}/${what}`, inputs]);
const getter = (name: string) => [`0x${selectorOf(`${name}()`).toString("hex")}`];
const abi = new Interface(token.abi);

describe("contractQuestions", () => {
  it("asks nothing where no load calls a contract", () => {
    expect(asked({ kind: "transfers", accounts: [first] }, { kind: "deployments", accounts: [second] })).toEqual([]);
  });

  it("asks the counter, and the token for its supply and the balances of all owners", () => {
    expect(asked({ kind: "contracts", accounts: [first, second] })).toEqual([
      ["counter/count", getter("count")],
      ["token/totalSupply", getter("totalSupply")],
      ["token/sumOfBalances", [first, second].map((one) => abi.encodeFunctionData("balanceOf", [one]))],
    ]);
  });

  it("asks for what each account has granted to its neighbour where a load approves", () => {
    const approvals = { kind: "token-approvals", accounts: [first, second, third] } as const;
    const [, , granted] = asked(approvals);
    const pairs = [
      [first, second],
      [second, third],
      [third, first],
    ];
    expect(granted).toEqual(["token/sumOfAllowances", pairs.map((pair) => abi.encodeFunctionData("allowance", pair))]);
  });

  it("asks for every number that calls are counted by", () => {
    const all = asked(...corpusKinds.map((kind) => ({ kind, accounts: [first] }))).map(([what]) => what);
    expect(all).toEqual(expect.arrayContaining(countedCalls.map(({ contract, what }) => `${contract}/${what}`)));
  });
});
