import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { address } from "../../base/ids.ts";
import { payoutCode, payoutGasLimit, payoutsPerTransaction } from "./payout-code.ts";
import { planFunding } from "./plan-funding.ts";

const addressOf = (index: number) => address(`0x${index.toString(16).padStart(40, "0")}`);

describe("payoutCode", () => {
  it("pays each, fails as a whole, and leaves nothing", () => {
    const code = payoutCode([
      { to: addressOf(0xaa), amountWei: 1n },
      { to: addressOf(0xbb), amountWei: 10n ** 18n },
    ]);
    expect(code.toString("hex").replaceAll(/(?=80808080|33ff|5b6000)/g, "\n")).toMatchInlineSnapshot(`
      "6000
      8080808060017300000000000000000000000000000000000000aa5af11561004f57
      80808080670de0b6b3a76400007300000000000000000000000000000000000000bb5af11561004f57
      33ff
      5b600080fd"
    `);
  });

  it("jumps, when a payment fails, to the instruction that takes all of them back", () => {
    const payouts = fc.array(fc.bigInt({ min: 1n, max: 2n ** 200n }), { minLength: 1, maxLength: 419 });
    fc.assert(
      fc.property(payouts, (amounts) => {
        const code = payoutCode(amounts.map((amountWei, index) => ({ to: addressOf(index), amountWei })));
        const failAt = code.length - 5;
        expect(code[failAt]).toBe(0x5b);
        expect(code.readUInt16BE(code.length - 7 - 3)).toBe(failAt);
        // EIP-3860 refuses longer ones.
        expect(code.length).toBeLessThan(49_152);
      }),
      { numRuns: 30 },
    );
  });

  it("asks for at most half of a block, and never more than a transaction may have", () => {
    expect(payoutGasLimit(payoutsPerTransaction(30_000_000))).toBeLessThanOrEqual(15_000_000);
    expect(payoutGasLimit(payoutsPerTransaction(300_000_000))).toBeLessThanOrEqual(16_000_000);
    expect(payoutsPerTransaction(21_000)).toBe(1);
  });
});

describe("planFunding", () => {
  const eachWei = 1000n;
  const plan = (balances: readonly bigint[]) =>
    planFunding({
      balances: balances.map((balanceWei, index) => ({ account: addressOf(index), balanceWei })),
      eachWei,
      blockGasLimit: 1_000_000,
      feePerGasWeiMax: 7n,
    });

  it("tops up what is short, and nothing else", () => {
    const { batches, short, payoutWei } = plan([0n, 1000n, 400n, 5000n]);
    expect(batches).toEqual([
      [
        { to: addressOf(0), amountWei: 1000n },
        { to: addressOf(2), amountWei: 600n },
      ],
    ]);
    expect([short, payoutWei]).toEqual([2, 1600n]);
  });

  it("costs nothing when all have enough", () => {
    expect(plan([1000n, 1001n])).toEqual({ batches: [], short: 0, payoutWei: 0n, feesWeiMax: 0n, costWeiMax: 0n });
  });

  it("makes everybody have exactly what was asked, in full transactions but for the last", () => {
    const amounts = fc.array(fc.bigInt({ min: 0n, max: 2000n }), { maxLength: 60 });
    fc.assert(
      fc.property(amounts, (balances) => {
        const { batches, payoutWei, feesWeiMax, costWeiMax } = plan(balances);
        const after = [...balances];
        for (const { to, amountWei } of batches.flat()) {
          const index = Number(to);
          after[index] = (after[index] ?? 0n) + amountWei;
        }
        expect(after).toEqual(balances.map((balance) => (balance < eachWei ? eachWei : balance)));
        expect(batches.slice(0, -1).every((batch) => batch.length === payoutsPerTransaction(1_000_000))).toBe(true);
        expect(costWeiMax).toBe(payoutWei + feesWeiMax);
      }),
    );
  });
});
