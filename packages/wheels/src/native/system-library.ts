import koffi, { type LibraryHandle } from 'koffi'

/**
 * The stack size for native code that expects a thread's usual stack. Koffi's default is 128 kB for calls on other
 * threads.
 */
const stackBytes = 8 * 2 ** 20
const asyncCalls = 2048

/** The C library and all other libraries that are loaded already. */
export function systemLibrary(): LibraryHandle {
  configureKoffi()
  return koffi.load(null)
}

/** Koffi accepts settings only before the first library in a process. If it was used before, its defaults stay. */
function configureKoffi(): void {
  try {
    koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes, max_async_calls: asyncCalls })
  } catch {
    return
  }
}
