import type { LibraryHandle } from 'koffi'

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
