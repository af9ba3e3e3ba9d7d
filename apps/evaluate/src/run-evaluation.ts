import { interruptible, printJson } from '@dfpir/app-restore'
import { UsageError } from '@dfpir/core'
import {
  type EvaluationSet,
  evaluationJson,
  formatScoreTable,
  formatTable,
  type NamedSet,
  noiseSet,
  openSuite,
  pairSet,
  picturesIn,
  resultJson,
  type SuiteName,
  scoreTable,
  suites,
} from '@dfpir/evaluation'
import type { EvaluateDenoiseOptions, EvaluatePairsOptions, EvaluateSuiteOptions } from './evaluate-command.js'
import { type MeasureOptions, measure } from './measure.js'
import { PartialEvaluation } from './partial-evaluation.js'

/** `dfpir evaluate pairs`. */
export async function evaluatePairs({ task, ...options }: EvaluatePairsOptions): Promise<void> {
  const { input, target, sigma, crop, blind } = options
  if (task === 'auto' && blind) {
    throw new UsageError('--blind compares with what is told, and --task auto tells nothing: leave one of them out')
  }
  const auto = task === 'auto'
  const set = await pairSet(input, target, { task: auto ? undefined : task, sigma, crop })
  await evaluateOne(set, { ...options, told: !auto, blind: blind || auto })
}

/** `dfpir evaluate denoise`. */
export async function evaluateDenoise(options: EvaluateDenoiseOptions): Promise<void> {
  await evaluateOne(await noiseSet(options.data, options), { ...options, told: true })
}

/** `dfpir evaluate table1` and the other suites. */
export async function evaluateSuite(suite: SuiteName, options: EvaluateSuiteOptions): Promise<void> {
  const { averaged } = suites[suite]
  const named = await openSuite(suites[suite], options.root, options)
  announce(named)
  const columns = await interruptible(signal => measure(named, { ...options, told: true }, signal))
  const evaluation = { model: options.model ?? 'shipped weights', told: true, columns, averaged }
  if (options.json) printJson({ suite, ...evaluationJson(evaluation) })
  else process.stdout.write(`${formatScoreTable(scoreTable(evaluation))}\n`)
  const failed = columns.flatMap(({ title, result }) =>
    (result?.failed ?? []).map(({ name, error }) => ({ name: `${title}: ${name}`, error })),
  )
  if (failed.length > 0) throw new PartialEvaluation(failed, picturesIn(named))
}

async function evaluateOne(set: EvaluationSet, options: MeasureOptions): Promise<void> {
  const named = [{ title: '', set }]
  announce(named)
  const [{ result }] = await interruptible(signal => measure(named, options, signal))
  if (!result) return
  if (options.json) printJson(resultJson(result))
  else if (result.images.length > 0) process.stdout.write(`${formatTable(result)}\n`)
  if (result.failed.length > 0) throw new PartialEvaluation(result.failed, picturesIn(named))
}

function announce(columns: readonly NamedSet[]): void {
  for (const { title, set } of columns) {
    if (!set) process.stderr.write(`skipped, it is missing: ${title}\n`)
    for (const path of set?.unmatched ?? []) process.stderr.write(`left out, it has no partner: ${path}\n`)
  }
}
