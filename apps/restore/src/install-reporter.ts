/** Seconds between lines when stderr is no terminal. */
const plainEvery = 10

/** A function that shows lines of an installation on stderr: rewritten in place on a terminal, now and then elsewhere. */
export function installReporter(): (message: string) => void {
  let shown = Number.NEGATIVE_INFINITY
  return message => {
    const { isTTY, columns } = process.stderr
    if (isTTY) process.stderr.write(`\r${message.slice(0, columns - 1)}\u001b[K`)
    else if (performance.now() - shown > plainEvery * 1000) {
      shown = performance.now()
      process.stderr.write(`${message}\n`)
    }
  }
}
