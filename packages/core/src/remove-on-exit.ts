import { rmSync } from 'node:fs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const paths = new Set<string>()

/**
 * Has a file or folder removed when the process ends, also by a signal such as Ctrl-C. A program that handles the
 * signal itself decides what it does; the path then goes when the program exits.
 *
 * @returns what calls that off, for when the path is gone or is to stay.
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
