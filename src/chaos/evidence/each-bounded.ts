/** Maps with at most `limit` at a time; results in the order of the items. */
export async function eachBounded<T, R>(
  items: readonly T[],
  options: { limit: number; work: (item: T) => Promise<R> },
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await options.work(item);
  };
  await Promise.all(Array.from({ length: Math.min(options.limit, items.length) }, worker));
  return results;
}
