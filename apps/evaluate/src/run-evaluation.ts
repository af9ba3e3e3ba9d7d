import { interruptible, modelLocation, printJson } from '@dfpir/app-restore'
import { UsageError } from '@dfpir/core'
import { Progress } from '@dfpir/core/node'
import { Detector } from '@dfpir/detector'
import {
  type EvaluationResult,
  type EvaluationSet,
  evaluateSet,
  formatTable,
  noiseSet,
  pairSet,
} from '@dfpir/evaluation'
import { Restorer } from '@dfpir/inference'
import type { EvaluateDenoiseOptions, EvaluateOptions, EvaluatePairsOptions } from './evaluate-command.js'
import { PartialEvaluation } from './partial-evaluation.js'
import { restoringOf } from './restoring-of.js'

/** `dfpir evaluate pairs`. */
export async function evaluatePairs({ task, ...options }: EvaluatePairsOptions): Promise<void> {
  const { input, target, sigma, crop, blind } = options
  if (task === 'auto' && blind) {
    throw new UsageError('--blind compares with what is told, and --task auto tells nothing: leave one of them out')
  }
  const auto = task === 'auto'
  const set = await pairSet(input, target, { task: auto ? undefined : task, sigma, crop })
  await evaluate(set, { ...options, told: !auto, blind: blind || auto })
}

/** `dfpir evaluate denoise`. */
export async function evaluateDenoise(options: EvaluateDenoiseOptions): Promise<void> {
  await evaluate(await noiseSet(options.data, options), { ...options, told: true })
}

interface ModeOptions extends EvaluateOptions {
  /** Whether the network is told what is wrong with the pictures; else blind mode is measured alone. */
  told: boolean
}

async function evaluate(set: EvaluationSet, options: ModeOptions): Promise<void> {
  for (const path of set.unmatched) process.stderr.write(`left out, it has no partner: ${path}\n`)
  const result = await interruptible(signal => restoreAndMeasure(set, options, signal))
  const { failed, ...scores } = result
  if (options.json) {
    printJson({ ...scores, failed: failed.map(({ name, error }) => ({ name, error: error.message })) })
  } else if (scores.images.length > 0) process.stdout.write(`${formatTable(result)}\n`)
  if (failed.length > 0) throw new PartialEvaluation(failed, set.names.length)
}

async function restoreAndMeasure(
  set: EvaluationSet,
  options: ModeOptions,
  signal: AbortSignal,
): Promise<EvaluationResult> {
  const restorer = await Restorer.fromPretrained(await modelLocation(options.model, signal), options)
  const progress = new Progress({ unit: 'pictures', total: set.names.length })
  let detector: Detector | undefined
  try {
    if (options.blind) detector = await Detector.load({ threads: options.threads })
    const told = options.told ? set : undefined
    return await evaluateSet(set, restoringOf(restorer, { told, detector, signal }), {
      signal,
      onImage: ({ psnr }, done) => progress.update(done, `PSNR ${psnr.toFixed(2)}`),
    })
  } finally {
    progress.finish()
    await Promise.all([restorer.dispose(), detector?.dispose()])
  }
}
