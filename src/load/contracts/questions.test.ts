import { Interface } from "ethers";
import { expect, it } from "vitest";
import counter from "../../../fixtures/contracts/counter.json" with { type: "json" };
import token from "../../../fixtures/contracts/token.json" with { type: "json" };
import { address } from "../../base/ids.ts";
import { contractQuestions } from "./questions.ts";

it("asks what ethers would ask", () => {
  const holders = [address(`0x${"ab".repeat(20)}`), address(`0x${"0c".repeat(20)}`)];
  const [counterInterface, tokenInterface] = [new Interface(counter.abi), new Interface(token.abi)];
  expect(contractQuestions(holders).map(({ what, inputs }) => [what, inputs])).toEqual([
    ["count", [counterInterface.encodeFunctionData("count")]],
    ["totalSupply", [tokenInterface.encodeFunctionData("totalSupply")]],
    ["sumOfBalances", holders.map((holder) => tokenInterface.encodeFunctionData("balanceOf", [holder]))],
  ]);
});
