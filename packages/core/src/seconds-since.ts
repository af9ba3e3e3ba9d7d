/** The seconds that have gone by since `begun`, a time of `performance.now()`. */
export function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000
}
