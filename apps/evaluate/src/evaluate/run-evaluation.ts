import { basename, resolve } from 'node:path'
import { type Task, UsageError } from '@dfpir/core'
import {
  type Evaluation,
  evaluationFiles,
  evaluationJson,
  formatScoreTable,
  formatTable,
  type ModelScores,
  type NamedSet,
  noiseSet,
  openSuite,
  PictureViews,
  type Protocol,
  pairSet,
  paperTables,
  picturesIn,
  requireComplete,
  resultJson,
  type SuiteName,
  scoreTable,
  settingsJson,
  suites,
  writeEvaluation,
} from '@dfpir/evaluation'
import { checkOutputFolder, interruptible, printJson } from '@dfpir/terminal'
import { type MeasureOptions, measure } from './measure.js'

/** Options of all evaluation commands. */
export interface EvaluateOptions extends Omit<MeasureOptions, 'taskGiven' | 'pictureViews'> {
  /** Output folder. */
  output?: string
  /** Number of pictures of each set on the page. */
  views: number
  force?: boolean
  json?: boolean
}

/** The options of `dfpir evaluate pairs` as commander parses them. */
export interface EvaluatePairsOptions extends EvaluateOptions {
  crop?: number
  input: string
  target: string
  task?: Task | 'auto'
  sigma?: number
}

/** The options of `dfpir evaluate denoise` as commander parses them. */
export interface EvaluateDenoiseOptions extends EvaluateOptions {
  crop?: number
  data: string
  sigma: number
  seed: number
}

/** The options of `dfpir evaluate table1` and the other suites as commander parses them. */
export interface EvaluateSuiteOptions extends EvaluateOptions {
  root: string
  seed: number
}

/** `dfpir evaluate pairs`. */
export async function evaluatePairs({ task, ...options }: EvaluatePairsOptions): Promise<void> {
  const { input, target, sigma, blind } = options
  if (task === 'auto' && blind) {
    throw new UsageError(
      '--blind compares detection with a known task, and --task auto names none: use only one of them',
    )
  }
  checkOutput(options)
  const auto = task === 'auto'
  const set = await pairSet(input, target, { task: auto ? undefined : task, sigma, crop: cropOf(options) })
  await evaluateOne({ title: basename(resolve(input)), set }, { ...options, taskGiven: !auto, blind: blind || auto })
}

/** `dfpir evaluate denoise`. */
export async function evaluateDenoise(options: EvaluateDenoiseOptions): Promise<void> {
  checkOutput(options)
  const { data, sigma } = options
  const set = await noiseSet(data, { ...options, crop: cropOf(options) })
  await evaluateOne({ title: `${basename(resolve(data))} σ ${sigma}`, set }, { ...options, taskGiven: true })
}

/** `dfpir evaluate table1` and the other suites. */
export async function evaluateSuite(suite: SuiteName, options: EvaluateSuiteOptions): Promise<void> {
  checkOutput(options)
  const named = await openSuite(suites[suite], options.root, options)
  const pictureViews = viewsFor(options)
  const models = await evaluate(named, { ...options, taskGiven: true, pictureViews })
  const published = suite === 'single-task' ? undefined : paperTables[suite]
  const { protocol, seed } = options
  const evaluation = { models, averaged: suites[suite].averaged, published, protocol, seed }
  const data = { suite, ...evaluationJson(evaluation) }
  const text = formatScoreTable(scoreTable(evaluation))
  await report({ title: suite, evaluation, data, text, pictureViews }, options)
  requireComplete(models, picturesIn(named))
}

/** Fails before measuring if the results cannot be written. */
function checkOutput({ output, force }: EvaluateOptions): void {
  if (output !== undefined) checkOutputFolder(output, evaluationFiles, force)
}

/** The released code crops to multiples of 16. */
function cropOf({ crop, protocol }: { crop?: number; protocol: Protocol }): number {
  return crop ?? (protocol === 'released' ? 16 : 1)
}

async function evaluateOne(
  named: NamedSet,
  options: EvaluateOptions & MeasureOptions & { seed?: number },
): Promise<void> {
  const pictureViews = viewsFor(options)
  const models = await evaluate([named], { ...options, pictureViews })
  const { protocol, seed } = options
  const evaluation = { models, averaged: false, protocol, seed }
  const { title } = named
  await report(
    {
      title,
      evaluation,
      data: { ...dataOf(models), ...settingsJson(evaluation) },
      text: textOf(evaluation),
      pictureViews,
    },
    options,
  )
  requireComplete(models, picturesIn([named]))
}

/** Returns the scores on one set as JSON. With one model they are at the top level, with several under their names. */
function dataOf(models: readonly ModelScores[]): object {
  const all = models.flatMap(({ model, run, columns: [{ result }] }) =>
    result ? [{ model, run, ...resultJson(result) }] : [],
  )
  const [{ model: _, ...first }] = all
  return all.length === 1 ? first : { models: all }
}

/** Formats the scores on one set as text: per picture for one model, means for several. */
function textOf(evaluation: Evaluation): string | undefined {
  const [{ columns }, ...others] = evaluation.models
  const [{ result }] = columns
  if (others.length > 0) return formatScoreTable(scoreTable(evaluation))
  return result && result.images.length > 0 ? formatTable(result) : undefined
}

async function evaluate(named: readonly NamedSet[], options: MeasureOptions): Promise<ModelScores[]> {
  return interruptible(signal => measure(named, options, signal))
}

/** Creates the store of pictures for the page, if a page will be written. */
function viewsFor({ output, views }: EvaluateOptions): PictureViews | undefined {
  return output === undefined || views === 0 ? undefined : new PictureViews({ count: views })
}

interface Findings {
  /** Name of the set or suite. */
  readonly title: string
  readonly evaluation: Evaluation
  /** The scores as JSON. */
  readonly data: object
  /** The scores as human-readable text. */
  readonly text?: string
  readonly pictureViews?: PictureViews
}

/** Writes the results to files, and to stdout as JSON or as a table. */
async function report(
  { title, evaluation, data, text, pictureViews }: Findings,
  { output, json }: EvaluateOptions,
): Promise<void> {
  if (output !== undefined) {
    await writeEvaluation(output, evaluation, { title: `dfpir evaluate: ${title}`, data, views: pictureViews })
    process.stderr.write(`results written to ${output}\n`)
  }
  if (json) printJson(data)
  else if (text !== undefined) process.stdout.write(`${text}\n`)
}
