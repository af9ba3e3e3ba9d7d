import { rmSync } from 'node:fs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const paths = new Set<string>()

/**
 * Removes a file or folder when the process ends, including by a signal such as Ctrl-C. If the program handles the
 * signal itself, the path is removed when the program exits.
 *
 * @returns a function that cancels the removal, for when the path is gone or should stay
 */
export function removeOnExit(path: string): () => void {
  if (paths.size === 0) listen('on')
  paths.add(path)
  return () => {
    if (paths.delete(path) && paths.size === 0) listen('off')
  }
}

function listen(how: 'on' | 'off'): void {
  process[how]('exit', removeAll)
  for (const signal of signals) process[how](signal, endBySignal)
}

function removeAll(): void {
  for (const path of paths) rmSync(path, { recursive: true, force: true })
}

function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  removeAll()
  listen('off')
  process.kill(process.pid, signal)
}
