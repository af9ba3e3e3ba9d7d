/** Duration of the runs after a warm-up, in seconds. */
export interface Timing {
  readonly min: number
  readonly median: number
}

/** Runs `work` once without measuring, then `repeats` times. Reports each run to `onStep`. */
export async function time(
  repeats: number,
  work: () => Promise<unknown>,
  onStep: (what: string) => void,
): Promise<Timing> {
  onStep('warming up')
  await work()
  const seconds: number[] = []
  for (let i = 0; i < repeats; i++) {
    const begun = performance.now()
    await work()
    seconds.push((performance.now() - begun) / 1000)
    onStep(`run ${i + 1} of ${repeats}: ${seconds[i].toFixed(3)} s`)
  }
  seconds.sort((a, b) => a - b)
  const middle = (seconds[(repeats - 1) >> 1] + seconds[repeats >> 1]) / 2
  return { min: seconds[0], median: middle }
}
