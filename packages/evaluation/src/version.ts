import { createRequire } from 'node:module'

/** The version of this package, and so of the code that measured. */
export const version: string = createRequire(import.meta.url)('../package.json').version
