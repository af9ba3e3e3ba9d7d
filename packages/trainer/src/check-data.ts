import { Progress, type ProgressStream } from '@dfpir/core/node'
import { checkTrainingData, faultsError } from '@dfpir/datasets'
import type { TrainingConfig } from './config.js'

export interface CheckDataOptions {
  /** Ends the checking early, without an error. */
  signal?: AbortSignal
  /**
   * The stream that shows progress when the check takes long.
   *
   * @default stderr
   */
  stream?: ProgressStream
  onNote: (note: string) => void
}

/**
 * Looks at every file of the data, so that a fault shows now and not in the step that meets it.
 *
 * @throws UsageError or DataError that names what is wrong
 */
export async function checkData(config: TrainingConfig, options: CheckDataOptions): Promise<void> {
  const { data, phases, validate } = config
  const { signal, onNote } = options
  try {
    const training = await check(data, Math.max(...phases.map(({ patch }) => patch)), options)
    const validation = validate && (await check(validate.data, validate.patch, options))
    const faults = [...training.faults, ...(validation?.faults ?? [])]
    if (faults.length > 0) throw faultsError(faults, 'the training data')
    onNote(
      `checked ${training.files} pictures${validation ? ` and ${validation.files} of the validation` : ''}: all sound`,
    )
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

async function check(data: TrainingConfig['data'], patch: number, { signal, stream }: CheckDataOptions) {
  let files = 0
  const report = lateProgress(stream)
  const onProgress = (done: number, total: number) => {
    files = total
    report.update(done, total)
  }
  const faults = await checkTrainingData(data, { patch, signal, onProgress })
  report.finish()
  return { faults, files }
}

/** Shows progress once it has taken more than a second. */
function lateProgress(stream: ProgressStream | undefined) {
  const begun = performance.now()
  let progress: Progress | undefined
  return {
    update(done: number, total: number) {
      if (performance.now() - begun < 1000) return
      progress ??= new Progress({ unit: 'pictures', total, start: done, stream })
      progress.update(done, 'checking the data')
    },
    finish() {
      progress?.finish()
    },
  }
}
