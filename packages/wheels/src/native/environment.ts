import { systemLibrary } from './system-library.js'

/**
 * Sets an environment variable for native code, unless it is set. `process.env` does not always suffice: in a worker
 * thread or a test it is a copy that native code does not see.
 */
export function setNativeVariable(name: string, value: string): void {
  const setenv: (name: string, value: string, overwrite: number) => number = systemLibrary().func('setenv', 'int', [
    'str',
    'str',
    'int',
  ])
  setenv(name, value, 0)
}
