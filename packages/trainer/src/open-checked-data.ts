import { Progress, type ProgressStream } from '@dfpir/core/node'
import { faultsError, findSharedPictures, requireUnshared, TrainingData } from '@dfpir/datasets'
import { cacheBytes } from './batch-source.js'
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

/** What a training reads, opened once. */
export interface OpenedData {
  readonly training: TrainingData
  readonly validation?: TrainingData
}

/**
 * Opens the data of a training and looks at every file, so that a fault shows now and not in the step that meets it.
 *
 * @throws UsageError or DataError that names what is wrong
 */
export async function openCheckedData(config: TrainingConfig, options: CheckDataOptions): Promise<OpenedData> {
  const { data, phases, validate } = config
  const training = await TrainingData.open(data, { cacheBytes })
  const validation = validate && (await TrainingData.open(validate.data))
  try {
    const checked = await check(training, Math.max(...phases.map(({ patch }) => patch)), options)
    const also = validation && (await check(validation, validate.patch, options))
    const faults = [...checked.faults, ...(also?.faults ?? [])]
    if (faults.length > 0) throw faultsError(faults, 'the training data')
    if (validation) await requireOtherPictures(training, validation, options)
    options.onNote(`checked ${checked.files} pictures${also ? ` and ${also.files} of the validation` : ''}: all sound`)
  } catch (error) {
    if (!options.signal?.aborted) throw error
  }
  return { training, validation }
}

/** Validation scores choose the best weights, and on training pictures they would choose those that know these best. */
async function requireOtherPictures(
  training: TrainingData,
  validation: TrainingData,
  { signal, stream }: CheckDataOptions,
): Promise<void> {
  const report = lateProgress(stream)
  const onProgress = report.update
  const shared = await findSharedPictures(training.files(), validation.files(), { signal, onProgress })
  report.finish()
  requireUnshared(shared, 'the validation')
}

async function check(data: TrainingData, patch: number, { signal, stream }: CheckDataOptions) {
  let files = 0
  const report = lateProgress(stream)
  const onProgress = (done: number, total: number) => {
    files = total
    report.update(done, total)
  }
  const faults = await data.check({ patch, signal, onProgress })
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
