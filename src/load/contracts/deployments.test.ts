import { createHash } from "node:crypto";
import path from "node:path";
import { AbiCoder, Interface, keccak256 } from "ethers";
import { describe, expect, it } from "vitest";
import counter from "../../../fixtures/contracts/counter.json" with { type: "json" };
import hasher from "../../../fixtures/contracts/hasher.json" with { type: "json" };
import logger from "../../../fixtures/contracts/logger.json" with { type: "json" };
import slots from "../../../fixtures/contracts/slots.json" with { type: "json" };
import token from "../../../fixtures/contracts/token.json" with { type: "json" };
import { address } from "../../base/ids.ts";
import { contractsOf, countedCalls } from "../../model/counted-calls.ts";
import { corpusKinds } from "../../model/plan.ts";
import { readText } from "../../platform/files.ts";
import {
  encodeHash,
  encodeIncrement,
  encodeLog,
  encodeTokenApproval,
  encodeTokenTransfer,
  encodeWrite,
  selectorOf,
} from "./calls.ts";
import { creationCode, deployContracts, tokensPerHolder } from "./deployments.ts";

const fixtures = path.join(import.meta.dirname, "../../../fixtures/contracts");
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
const holder = address(`0x${"ab".repeat(20)}`);

const artefacts = [counter, hasher, logger, slots, token];

describe.each(artefacts)("the artefact of $name", (artefact) => {
  it("was made from the source beside it", async () => {
    const source = await readText(path.join(fixtures, `${artefact.name}.sol`));
    expect(createHash("sha256").update(source).digest("hex")).toBe(artefact.sourceSha256);
  });

  it("is for London: no instruction of a later fork", () => {
    expect(artefact.settings.evmVersion).toBe("london");
    expect(instructionsOf(artefact.deployedBytecode)).not.toContain(push0);
    expect(instructionsOf(artefact.bytecode)).not.toContain(push0);
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
    const encoded = (artefact: { abi: unknown[] }, name: string, args: unknown[]) =>
      new Interface(artefact.abi as never).encodeFunctionData(name, args);
    expect(hex(encodeIncrement())).toBe(encoded(counter, "increment", []));
    expect(hex(encodeWrite())).toBe(encoded(slots, "write", [5]));
    expect(hex(encodeHash())).toBe(encoded(hasher, "hash", [1000]));
    expect(hex(encodeLog())).toBe(encoded(logger, "log", [8]));
    expect(hex(encodeTokenTransfer({ to: holder, amount: 7 }))).toBe(encoded(token, "transfer", [holder, 7]));
    expect(hex(encodeTokenApproval({ spender: holder, amount: 9 }))).toBe(encoded(token, "approve", [holder, 9]));
  });

  it("is counted by a contract that its load has in genesis", () => {
    for (const { kind, contract } of countedCalls) expect(contractsOf[kind]).toContain(contract);
  });

  it.each(countedCalls)("that $contract counts has the selector of $signature", ({ signature, selector, contract }) => {
    expect(hex(selectorOf(signature))).toBe(selector);
    const artefact = artefacts.find(({ name }) => name.toLowerCase() === contract);
    expect(new Interface(artefact?.abi ?? []).getFunction(signature)?.selector).toBe(selector);
  });
});

describe("deployContracts", () => {
  const other = address(`0x${"cd".repeat(20)}`);
  const deployedFor = (...kinds: Parameters<typeof deployContracts>[0][number]["kind"][]) =>
    deployContracts(kinds.map((kind) => ({ kind, accounts: [holder] }))).map(({ name }) => name);

  it("puts into genesis what the loads call, once, and nothing else", () => {
    expect(Object.fromEntries(corpusKinds.map((kind) => [kind, deployedFor(kind)]))).toEqual(contractsOf);
    expect(deployedFor("logs", "contracts", "token-transfers", "transfers")).toEqual(["counter", "token", "logger"]);
  });

  it("gives every account of a load that calls the token the same, and makes the supply their sum", () => {
    const [deployed] = deployContracts([
      { kind: "token-transfers", accounts: [holder] },
      { kind: "transfers", accounts: [address(`0x${"11".repeat(20)}`)] },
      { kind: "token-approvals", accounts: [other] },
    ]);
    const coder = AbiCoder.defaultAbiCoder();
    const slotOf = (owner: string) => keccak256(coder.encode(["address", "uint256"], [owner, token.storage.balanceOf]));
    const word = (value: bigint) => coder.encode(["uint256"], [value]);
    expect(deployed?.storage).toEqual({
      [word(0n)]: word(2n * tokensPerHolder),
      [slotOf(holder)]: word(tokensPerHolder),
      [slotOf(other)]: word(tokensPerHolder),
    });
  });

  it("lets what counts begin at zero", () => {
    const all = deployContracts(corpusKinds.map((kind) => ({ kind, accounts: [] })));
    for (const { name, storage } of all.filter(({ name }) => name !== "token"))
      expect([name, storage]).toEqual([name, {}]);
  });

  it("has each contract at an address of its own", () => {
    const all = deployContracts(corpusKinds.map((kind) => ({ kind, accounts: [] })));
    expect(new Set(all.map((one) => one.address)).size).toBe(artefacts.length);
  });
});

it("a deployment sends the code that leaves the counter behind", () => {
  expect(hex(creationCode).endsWith(counter.deployedBytecode.slice(2))).toBe(true);
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
