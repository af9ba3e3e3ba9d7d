/** Prints an object as one line of JSON on stdout: the last thing that a command with `--json` prints. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** The peak resident memory of this process so far. */
export function peakRssBytes(): number {
  return process.resourceUsage().maxRSS * 1024
}
