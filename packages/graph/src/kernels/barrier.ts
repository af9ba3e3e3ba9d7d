import type { KernelTable } from '../trace/kernel.js'
import { constantValues, typeOf } from '../values.js'

/**
 * `Barrier` gives its input `x`, but not before `after` is there. What is computed from it is thus not the same as what
 * is computed from `x`, so that neither this project nor an engine puts the two together, and it happens later. Only
 * this backend has the kernel.
 */
export const barriers = {
  Barrier: call => {
    const [x, after] = [call.input('x'), call.input('after')]
    return constantValues(x) ? x : call.record('Barrier', [x, after], {}, typeOf(x))
  },
} satisfies KernelTable
