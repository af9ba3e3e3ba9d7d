import { interruptible, modelLocation, printJson } from '@dfpir/app-restore'
import { Progress } from '@dfpir/core/node'
import { Restorer } from '@dfpir/inference'
import type { EvaluateDenoiseOptions, EvaluateOptions, EvaluatePairsOptions } from './evaluate-command.js'
import { type EvaluationResult, evaluateSet } from './evaluate-set.js'
import { type EvaluationSet, noiseSet, pairSet } from './evaluation-set.js'
import { formatTable } from './format-table.js'
import { PartialEvaluation } from './partial-evaluation.js'

/** `dfpir evaluate pairs`. */
export async function evaluatePairs(options: EvaluatePairsOptions): Promise<void> {
  await evaluate(await pairSet(options.input, options.target, options), options)
}

/** `dfpir evaluate denoise`. */
export async function evaluateDenoise(options: EvaluateDenoiseOptions): Promise<void> {
  await evaluate(await noiseSet(options.data, options), options)
}

async function evaluate(set: EvaluationSet, options: EvaluateOptions): Promise<void> {
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
  options: EvaluateOptions,
  signal: AbortSignal,
): Promise<EvaluationResult> {
  const restorer = await Restorer.fromPretrained(await modelLocation(options.model, signal), options)
  const progress = new Progress({ unit: 'pictures', total: set.names.length })
  const { task, sigma } = set
  try {
    return await evaluateSet(set, async input => (await restorer.restore(input, { task, sigma, signal })).picture, {
      signal,
      onImage: ({ psnr }, done) => progress.update(done, `PSNR ${psnr.toFixed(2)}`),
    })
  } finally {
    progress.finish()
    await restorer.dispose()
  }
}
