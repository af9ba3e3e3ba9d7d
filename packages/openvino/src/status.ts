import { DataError, type DfpirError, EnvironmentError, UsageError } from '@dfpir/core'
import { NativeWords, type Pointer } from '@dfpir/wheels'
import type { CApi, Status } from './c-api.js'

/** The current activity, for the message and the class of an error. */
export interface Activity {
  /** Completes "cannot …". */
  readonly what: string
  /** The cause of a failure: the model's content, the call's arguments, or this machine. */
  readonly blame: 'data' | 'usage' | 'environment'
}

/** `INVALID_C_PARAM`, which does not set the last error. */
const invalidArgument = -14

/** Throws OpenVINO's message if a status is not OK. */
export function check(api: CApi, { what, blame }: Activity, status: Status): void {
  if (status === 0) return
  const text = status === invalidArgument ? 'something is empty or missing' : api.lastError()
  throw statusError(`cannot ${what}: `, blame, text ?? `status ${status}`)
}

/** Calls a function that writes its result through a pointer to words, and returns the first word. */
export function take(api: CApi, activity: Activity, call: (out: Pointer) => Status, words = 1): bigint {
  using out = new NativeWords(words)
  check(api, activity, call(out.address))
  return out.get(0)
}

/** Calls a function on another thread. `start` gets the callback for its end. */
export async function onThread(
  api: CApi,
  activity: Activity,
  start: (done: (error: Error | null, status: Status) => void) => void,
): Promise<void> {
  const status = await new Promise<Status>((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)))
  })
  check(api, activity, status)
}

/** Does the same as {@link onThread} for a function that writes its result through a pointer. */
export async function takeOnThread(
  api: CApi,
  activity: Activity,
  start: (out: Pointer, done: (error: Error | null, status: Status) => void) => void,
): Promise<bigint> {
  using out = new NativeWords(1)
  await onThread(api, activity, done => start(out.address, done))
  return out.get(0)
}

function statusError(start: string, blame: Activity['blame'], text: string): DfpirError {
  const message = start + essence(text)
  const options = { cause: new Error(text) }
  if (/bad_alloc|out of memory|cannot allocate|failed to allocate/i.test(text)) {
    return new EnvironmentError(message, { ...options, hint: 'Memory ran out: use smaller tiles.' })
  }
  if (blame === 'environment') return new EnvironmentError(message, options)
  return blame === 'data' ? new DataError(message, options) : new UsageError(message, options)
}

/** Returns OpenVINO's message on one line, without its source locations. */
function essence(text: string): string {
  const lines = text.split('\n').map(line => line.trim())
  const said = lines.filter(line => line !== '' && !/^Exception from |^Check '.*' failed at /.test(line))
  return (said.length > 0 ? said : lines).join(' ').trim()
}
