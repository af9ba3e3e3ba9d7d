import { type ChildProcess, fork } from 'node:child_process'
import { deserializeError, EnvironmentError } from '@dfpir/core'
import type { RunTrialOptions, TrialTask } from './run-trial.js'
import type { TrialReply, TrialRequest } from './trial-messages.js'
import type { TrialResult } from './trial-result.js'

export interface StartTrialOptions extends RunTrialOptions {
  /**
   * The module that the process runs.
   *
   * @default this package's `trial-process.js`
   */
  script?: URL
}

/** The number of characters to keep of a process's output, for errors. */
const keptCharacters = 2000

/**
 * Runs `runTrial` in a separate process, so a trial that runs out of memory or crashes in native code does not end this
 * process.
 *
 * @throws like `runTrial`; EnvironmentError if the process ends without a reply
 */
export function startTrial(task: TrialTask, options: StartTrialOptions = {}): Promise<TrialResult> {
  const { signal, script = new URL('./trial-process.js', import.meta.url) } = options
  signal?.throwIfAborted()
  const child = fork(script, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const send = (request: TrialRequest) => child.connected && child.send(request)
  const stop = () => send({ kind: 'stop' })
  signal?.addEventListener('abort', stop)
  send({ kind: 'run', task })
  return outcome(child, options).finally(() => signal?.removeEventListener('abort', stop))
}

function outcome(child: ChildProcess, { signal, onStep, onNote }: RunTrialOptions): Promise<TrialResult> {
  let printed = ''
  child.stderr?.on('data', chunk => {
    printed = `${printed}${chunk}`.slice(-keptCharacters)
  })
  return new Promise((resolve, reject) => {
    child.on('message', (reply: TrialReply) => {
      if (reply.kind === 'step') onStep?.(reply.step, reply.total)
      else if (reply.kind === 'note') onNote?.(reply.note)
      else if (reply.kind === 'done') resolve(reply.result)
      else reject(reply.kind === 'stopped' ? signal?.reason : deserializeError(reply.fault))
    })
    child.on('error', reject)
    child.on('close', (code, name) => reject(ended(code ?? name, printed)))
  })
}

function ended(how: number | string | null, printed: string): EnvironmentError {
  const last = printed.trim().split('\n').at(-1)
  return new EnvironmentError(`the trial's process ended with ${how}${last ? `: ${last}` : ''}`, {
    ...(how === 'SIGKILL' && { hint: 'Reduce batch or patch: the system ends processes that use too much memory.' }),
  })
}
