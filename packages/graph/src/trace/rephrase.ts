import { DfpirError, UsageError } from '@dfpir/core'

/** What tfjs itself says, with words that say what to do; other errors as they are. */
export function rephrase(error: unknown): unknown {
  if (DfpirError.isInstance(error) || !(error instanceof Error)) return error
  const kernel = /^Kernel '(.+)' not registered/.exec(error.message)?.[1]
  if (kernel) return new UsageError(`the operation ${kernel} cannot be traced: no backend knows it`, { cause: error })
  const gradient = /gradient function not found for (.+)\.$/.exec(error.message)?.[1]
  if (!gradient) return error
  return new UsageError(`the operation ${gradient} has no gradient in TensorFlow.js`, {
    hint: 'Give it one with tf.customGrad, or write it with other operations.',
    cause: error,
  })
}
