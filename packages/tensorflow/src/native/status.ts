import { DataError, type DfpirError, EnvironmentError, UsageError } from '@dfpir/core'
import type { Pointer } from '@dfpir/wheels'
import type { CApi } from './c-api.js'

/** The current activity, for the message and the class of an error. */
export interface Activity {
  /** Completes "cannot …". */
  readonly what: string
  /** The cause of a failure: the graph's content, or the call's arguments. */
  readonly blame: 'data' | 'usage'
}

const resourceExhausted = 8

/** Calls a function that reports errors through a `TF_Status`, and throws them. */
export function withStatus<T>(api: CApi, activity: Activity, body: (status: Pointer) => T): T {
  const status = api.newStatus()
  try {
    const result = body(status)
    throwStatus(api, activity, status)
    return result
  } finally {
    api.deleteStatus(status)
  }
}

/** Throws TensorFlow's message if a status is not OK. */
export function throwStatus(api: CApi, activity: Activity, status: Pointer): void {
  const code = api.statusCode(status)
  if (code !== 0) throw statusError(activity, code, api.statusMessage(status))
}

function statusError({ what, blame }: Activity, code: number, text: string): DfpirError {
  const message = `cannot ${what}: ${text.trim()}`
  if (code === resourceExhausted) {
    return new EnvironmentError(message, {
      hint: 'Memory ran out: use smaller tiles, patches or batches.',
    })
  }
  if (/uninitialized|Could not find variable/i.test(text)) {
    return new UsageError(message, { hint: 'Assign every variable once before the first run that reads it.' })
  }
  return blame === 'data' ? new DataError(message) : new UsageError(message)
}
