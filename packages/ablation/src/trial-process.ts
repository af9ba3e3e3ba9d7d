import { serializeError } from '@dfpir/core'
import { runTrial, type TrialTask } from './run-trial.js'
import type { TrialReply, TrialRequest } from './trial-messages.js'

// The process of one trial, started by startTrial. Ctrl-C reaches it too, but its parent decides when it stops; without
// a parent it ends at once.
const stopping = new AbortController()
const tell = (reply: TrialReply) => process.send?.(reply)

process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('disconnect', () => process.exit(1))
process.on('message', (request: TrialRequest) => {
  if (request.kind === 'stop') stopping.abort()
  else void run(request.task)
})

async function run(task: TrialTask): Promise<void> {
  try {
    const onStep = (step: number, total: number) => tell({ kind: 'step', step, total })
    const onNote = (note: string) => tell({ kind: 'note', note })
    tell({ kind: 'done', result: await runTrial(task, { signal: stopping.signal, onStep, onNote }) })
  } catch (error) {
    tell(stopping.signal.aborted ? { kind: 'stopped' } : { kind: 'failed', fault: serializeError(error) })
  }
  process.disconnect()
}
