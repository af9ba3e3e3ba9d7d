import koffi, { type LibraryHandle } from 'koffi'

/** Room for native code that expects a thread's usual stack; koffi's own choice is 128 kB for calls on other threads. */
const stackBytes = 8 * 2 ** 20
const asyncCalls = 2048

/** The C library and whatever else is loaded already. */
export function systemLibrary(): LibraryHandle {
  configureKoffi()
  return koffi.load(null)
}

/** Koffi takes settings only before its first library in a process: when it was used before, its own choices stay. */
function configureKoffi(): void {
  try {
    koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes, max_async_calls: asyncCalls })
  } catch {
    return
  }
}
