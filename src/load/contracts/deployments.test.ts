import { createHash } from "node:crypto";
import path from "node:path";
import { AbiCoder, Interface, keccak256 } from "ethers";
import { describe, expect, it } from "vitest";
import counter from "../../../fixtures/contracts/counter.json" with { type: "json" };
import token from "../../../fixtures/contracts/token.json" with { type: "json" };
import { address } from "../../base/ids.ts";
import { readText } from "../../platform/files.ts";
import { encodeIncrement, encodeTokenTransfer, selectorOf } from "./calls.ts";
import { deployContracts, tokensPerHolder } from "./deployments.ts";

const fixtures = path.join(import.meta.dirname, "../../../fixtures/contracts");
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
const holder = address(`0x${"ab".repeat(20)}`);

describe.each([counter, token])("the artefact of $name", (artefact) => {
  it("was made from the source beside it", async () => {
    const source = await readText(path.join(fixtures, `${artefact.name}.sol`));
    expect(createHash("sha256").update(source).digest("hex")).toBe(artefact.sourceSha256);
  });

  it("is for London: no instruction of a later fork", () => {
    expect(artefact.settings.evmVersion).toBe("london");
    expect(instructionsOf(artefact.deployedBytecode)).not.toContain(push0);
  });

  it("has every selector of its interface in its code", () => {
    const signatures = artefact.abi
      .filter((entry) => entry.type === "function")
      .map((entry) => `${entry.name}(${entry.inputs.map(({ type }) => type).join(",")})`);
    expect(signatures.length).toBeGreaterThan(1);
    for (const signature of signatures) {
      expect(hex(selectorOf(signature))).toBe(new Interface(artefact.abi).getFunction(signature)?.selector);
      // A selector that begins with zeros is pushed without them.
      expect(artefact.deployedBytecode).toContain(
        selectorOf(signature)
          .toString("hex")
          .replace(/^(00)+/, ""),
      );
    }
  });
});

describe("a call", () => {
  it("is encoded as ethers does", () => {
    expect(hex(encodeIncrement())).toBe(new Interface(counter.abi).encodeFunctionData("increment"));
    expect(hex(encodeTokenTransfer({ to: holder, amount: 7 }))).toBe(
      new Interface(token.abi).encodeFunctionData("transfer", [holder, 7]),
    );
  });

  it("asks the counter with the selector that the checker counts", () => {
    expect(hex(encodeIncrement())).toBe("0xd09de08a");
  });
});

describe("deployContracts", () => {
  it("gives every holder the same, and makes the supply their sum", () => {
    const other = address(`0x${"cd".repeat(20)}`);
    const [, deployed] = deployContracts([holder, other]);
    const coder = AbiCoder.defaultAbiCoder();
    const slotOf = (owner: string) => keccak256(coder.encode(["address", "uint256"], [owner, token.storage.balanceOf]));
    const word = (value: bigint) => coder.encode(["uint256"], [value]);
    expect(deployed?.storage).toEqual({
      [word(0n)]: word(2n * tokensPerHolder),
      [slotOf(holder)]: word(tokensPerHolder),
      [slotOf(other)]: word(tokensPerHolder),
    });
  });

  it("lets the counter begin at zero", () => {
    expect(deployContracts([])[0]).toMatchObject({ name: "counter", storage: {} });
  });
});

const push0 = 0x5f;

/** The opcodes of a program, without what its pushes carry. */
function instructionsOf(code: string): number[] {
  const bytes = Buffer.from(code.slice(2), "hex");
  const found: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const opcode = bytes[at] ?? 0;
    found.push(opcode);
    at += 1 + (opcode >= 0x60 && opcode <= 0x7f ? opcode - push0 : 0);
  }
  return found;
}
