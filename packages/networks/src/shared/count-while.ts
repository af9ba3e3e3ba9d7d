/** Counts the numbers from 0 up for which the condition holds without a gap. */
export function countWhile(holds: (index: number) => boolean): number {
  let count = 0
  while (holds(count)) count++
  return count
}
