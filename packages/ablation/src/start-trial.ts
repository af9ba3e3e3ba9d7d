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

/** How much of what a process prints is kept, to tell of when it ends in a bad way. */
const keptCharacters = 2000

/**
 * `runTrial` in a process of its own, so that one that takes all memory, or ends in native code, ends alone.
 *
 * @throws as `runTrial` does; EnvironmentError when the process ends without a word
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
  return new EnvironmentError(`the process of the trial ended with ${how}${last ? `: ${last}` : ''}`, {
    ...(how === 'SIGKILL' && { hint: 'The system ends processes that take too much memory: lower batch or patch.' }),
  })
}
