/** What an asynchronous function makes of each item, in order, no more than `limit` of them being under way at once. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  convert: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const queue = items.entries() // shared: each worker takes the next
  const work = async () => {
    for (const [index, item] of queue) results[index] = await convert(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  return results
}
