import { Progress, type ProgressStream } from '@dfpir/core/node'
import { faultsError, findSharedPictures, requireUnshared, TrainingData } from '@dfpir/datasets'
import { cacheBytes } from './batch-source.js'
import type { TrainingConfig } from './config.js'

export interface CheckDataOptions {
  /** Ends the check early, without an error. */
  signal?: AbortSignal
  /**
   * The stream for progress if the check takes long.
   *
   * @default stderr
   */
  stream?: ProgressStream
  onNote: (note: string) => void
}

/** The opened data of a training. */
export interface OpenedData {
  readonly training: TrainingData
  readonly validation?: TrainingData
}

/**
 * Opens the data of a training and checks every file, so that faults appear now and not during a later step.
 *
 * @throws UsageError or DataError that names the faults
 */
export async function openCheckedData(config: TrainingConfig, options: CheckDataOptions): Promise<OpenedData> {
  const { data, phases, validate } = config
  const training = await TrainingData.open(data, { cacheBytes })
  const validation = validate && (await TrainingData.open(validate.data))
  try {
    const files = await check(training, Math.max(...phases.map(({ patch }) => patch)), 'the training data', options)
    const also = validation && (await check(validation, validate.patch, "the validation's data", options))
    if (validation) await requireOtherPictures(training, validation, options)
    const added = also === undefined ? '' : ` and ${also} of the validation`
    options.onNote(`checked ${files} pictures${added}: no faults`)
    for (const note of [...training.incompleteSets(), ...(validation?.incompleteSets() ?? [])]) options.onNote(note)
  } catch (error) {
    if (!options.signal?.aborted) throw error
  }
  return { training, validation }
}

/** Rejects shared pictures: validation selects the best weights, and would select those that fit the training pictures best. */
async function requireOtherPictures(
  training: TrainingData,
  validation: TrainingData,
  { signal, stream }: CheckDataOptions,
): Promise<void> {
  const report = lateProgress(stream)
  const onProgress = report.update
  const heads = new Map([...training.heads, ...validation.heads])
  const shared = await findSharedPictures(training.files(), validation.files(), { heads, signal, onProgress })
  report.finish()
  requireUnshared(shared, 'the validation')
}

/** Returns how many files were checked. @throws UsageError or DataError that lists the faults and names the data as `place`. */
async function check(data: TrainingData, patch: number, place: string, { signal, stream }: CheckDataOptions) {
  let files = 0
  const report = lateProgress(stream)
  const onProgress = (done: number, total: number) => {
    files = total
    report.update(done, total)
  }
  const faults = await data.check({ patch, signal, onProgress })
  report.finish()
  if (faults.length > 0) throw faultsError(faults, place)
  return files
}

/** Shows progress after one second. */
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
