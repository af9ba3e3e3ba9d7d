/** The seconds since `begun`, a time from `performance.now()`. */
export function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000
}
