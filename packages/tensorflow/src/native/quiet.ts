import { closeSync, openSync } from 'node:fs'
import koffi, { type LibraryHandle } from 'koffi'

const standardError = 2

/**
 * Runs `body` with native code's standard error sent nowhere: libtensorflow writes notes while it is being loaded,
 * before any of its own log settings can be reached.
 */
export function withQuietStandardError<T>(body: () => T): T {
  const system = koffi.load(null)
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

/** Sets the least severity that a loaded libtensorflow logs: 0 everything, 1 warnings, 2 errors, 3 fatal errors. */
export function setLogLevel(framework: LibraryHandle, level: number): void {
  // absl::SetMinLogLevel as TensorFlow 2.21 exports it; other releases may name it otherwise and stay talkative.
  const mangled = '_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE'
  try {
    const setMinLogLevel: (level: number) => void = framework.func(mangled, 'void', ['int'])
    setMinLogLevel(level)
  } catch {
    return
  }
}
