import { closeSync, openSync } from 'node:fs'
import { systemLibrary } from './system-library.js'

const standardError = 2

/**
 * Runs `body` and discards native code's standard error. Some libraries write notes while they are being loaded, before
 * their log settings can be changed.
 */
export function withQuietStandardError<T>(body: () => T): T {
  const system = systemLibrary()
  const dup: (descriptor: number) => number = system.func('dup', 'int', ['int'])
  const dup2: (from: number, to: number) => number = system.func('dup2', 'int', ['int', 'int'])
  const close: (descriptor: number) => number = system.func('close', 'int', ['int'])
  const nowhere = openSync('/dev/null', 'w')
  const kept = dup(standardError)
  try {
    if (kept >= 0) dup2(nowhere, standardError)
    return body()
  } finally {
    if (kept >= 0) {
      dup2(kept, standardError)
      close(kept)
    }
    closeSync(nowhere)
  }
}
