import { modelLocation } from '@dfpir/app-restore'
import { Progress } from '@dfpir/core/node'
import { Detector } from '@dfpir/detector'
import { evaluateColumns, type NamedSet, picturesIn, type ScoredSet } from '@dfpir/evaluation'
import { Restorer } from '@dfpir/inference'
import type { EvaluateOptions } from './evaluate-command.js'
import { restoringOf } from './restoring-of.js'

export interface MeasureOptions extends EvaluateOptions {
  /** Whether the network is told what is wrong with the pictures; else blind mode is measured alone. */
  told: boolean
}

/** Restores the pictures of sets with one model and measures them; how far it is goes to stderr. */
export async function measure(
  columns: readonly NamedSet[],
  options: MeasureOptions,
  signal: AbortSignal,
): Promise<ScoredSet[]> {
  const restorer = await Restorer.fromPretrained(await modelLocation(options.model, signal), options)
  const progress = new Progress({ unit: 'pictures', total: picturesIn(columns) })
  let detector: Detector | undefined
  try {
    if (options.blind) detector = await Detector.load({ threads: options.threads })
    return await evaluateColumns(
      columns,
      set => restoringOf(restorer, { told: options.told ? set : undefined, detector, signal }),
      { signal, onImage: ({ psnr }, done) => progress.update(done, `PSNR ${psnr.toFixed(2)}`) },
    )
  } finally {
    progress.finish()
    await Promise.all([restorer.dispose(), detector?.dispose()])
  }
}
