import { enableProdMode } from '@tensorflow/tfjs-core'
import { maxDifference, relativeError } from './closeness.js'

process.env.DFPIR_GRAPH_CACHE ??= 'off' // tests make their own graphs and do not touch the user's cache
enableProdMode() // without it tfjs prints an advertisement on its first op

declare global {
  namespace jest {
    interface Matchers<R> {
      /** Every element within `tolerance` (absolute) of the expected array; NaN never is. */
      toBeWithin(tolerance: number, expected: ArrayLike<number>): R
      /** The norm of the difference at most `tolerance` times the norm of the expected array. */
      toBeRelativelyWithin(tolerance: number, expected: ArrayLike<number>): R
    }
  }
}

function verdict(error: number, tolerance: number, what: string) {
  const pass = error <= tolerance
  return { pass, message: () => `${what} is ${error}, ${pass ? 'within' : 'over'} ${tolerance}` }
}

expect.extend({
  toBeWithin: (actual: ArrayLike<number>, tolerance: number, expected: ArrayLike<number>) =>
    verdict(maxDifference(actual, expected), tolerance, 'the largest difference'),
  toBeRelativelyWithin: (actual: ArrayLike<number>, tolerance: number, expected: ArrayLike<number>) =>
    verdict(relativeError(actual, expected), tolerance, 'the relative error'),
})
