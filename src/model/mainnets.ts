/** Chain ids on which a drill would cost somebody money: https://chainlist.org */
export const mainnets: ReadonlyMap<number, string> = new Map([
  [1, "Ethereum"],
  [10, "OP Mainnet"],
  [56, "BNB Smart Chain"],
  [100, "Gnosis"],
  [137, "Polygon"],
  [8453, "Base"],
  [42161, "Arbitrum One"],
  [43114, "Avalanche"],
]);
