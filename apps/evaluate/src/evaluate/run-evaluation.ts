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
  pairSet,
  paperTables,
  picturesIn,
  reportFaults,
  requireComplete,
  resultJson,
  type SuiteName,
  scoreTable,
  suites,
  writeEvaluation,
} from '@dfpir/evaluation'
import { checkOutputFolder, interruptible, printJson } from '@dfpir/terminal'
import { type MeasureOptions, measure } from './measure.js'

/** Options that all ways of evaluating have. */
export interface EvaluateOptions extends Omit<MeasureOptions, 'told' | 'pictureViews'> {
  /** The folder that results are written into. */
  output?: string
  /** How many pictures of each set the page shows. */
  views: number
  force?: boolean
  json?: boolean
}

/** The options of `dfpir evaluate pairs` as commander hands them over. */
export interface EvaluatePairsOptions extends EvaluateOptions {
  crop: number
  input: string
  target: string
  task?: Task | 'auto'
  sigma?: number
}

/** The options of `dfpir evaluate denoise` as commander hands them over. */
export interface EvaluateDenoiseOptions extends EvaluateOptions {
  crop: number
  data: string
  sigma: number
  seed: number
}

/** The options of `dfpir evaluate table1` and the other suites as commander hands them over. */
export interface EvaluateSuiteOptions extends EvaluateOptions {
  root: string
  seed: number
}

/** `dfpir evaluate pairs`. */
export async function evaluatePairs({ task, ...options }: EvaluatePairsOptions): Promise<void> {
  const { input, target, sigma, crop, blind } = options
  if (task === 'auto' && blind) {
    throw new UsageError('--blind compares with what is told, and --task auto tells nothing: leave one of them out')
  }
  checkOutput(options)
  const auto = task === 'auto'
  const set = await pairSet(input, target, { task: auto ? undefined : task, sigma, crop })
  await evaluateOne({ title: basename(resolve(input)), set }, { ...options, told: !auto, blind: blind || auto })
}

/** `dfpir evaluate denoise`. */
export async function evaluateDenoise(options: EvaluateDenoiseOptions): Promise<void> {
  checkOutput(options)
  const { data, sigma } = options
  const set = await noiseSet(data, options)
  await evaluateOne({ title: `${basename(resolve(data))} σ ${sigma}`, set }, { ...options, told: true })
}

/** `dfpir evaluate table1` and the other suites. */
export async function evaluateSuite(suite: SuiteName, options: EvaluateSuiteOptions): Promise<void> {
  checkOutput(options)
  const named = await openSuite(suites[suite], options.root, options)
  const pictureViews = viewsFor(options)
  const models = await evaluate(named, { ...options, told: true, pictureViews })
  const published = suite === 'single-task' ? undefined : paperTables[suite]
  const evaluation = { models, averaged: suites[suite].averaged, published }
  const data = { suite, ...evaluationJson(evaluation) }
  const text = formatScoreTable(scoreTable(evaluation))
  await report({ title: suite, evaluation, data, text, pictureViews }, options)
  requireComplete(models, picturesIn(named))
}

/** Fails before anything is measured if the results cannot be written. */
function checkOutput({ output, force }: EvaluateOptions): void {
  if (output !== undefined) checkOutputFolder(output, evaluationFiles, force)
}

async function evaluateOne(named: NamedSet, options: EvaluateOptions & MeasureOptions): Promise<void> {
  const pictureViews = viewsFor(options)
  const models = await evaluate([named], { ...options, pictureViews })
  const evaluation = { models, averaged: false }
  const { title } = named
  await report({ title, evaluation, data: dataOf(models), text: textOf(evaluation), pictureViews }, options)
  requireComplete(models, picturesIn([named]))
}

/** Scores on one set as JSON: those of one model at the top, of several with their names. */
function dataOf(models: readonly ModelScores[]): object {
  const all = models.flatMap(({ model, columns: [{ result }] }) => (result ? [{ model, ...resultJson(result) }] : []))
  const [{ model: _, ...first }] = all
  return all.length === 1 ? first : { models: all }
}

/** Scores on one set for people: picture by picture of one model, means of several. */
function textOf(evaluation: Evaluation): string | undefined {
  const [{ columns }, ...others] = evaluation.models
  const [{ result }] = columns
  if (others.length > 0) return formatScoreTable(scoreTable(evaluation))
  return result && result.images.length > 0 ? formatTable(result) : undefined
}

async function evaluate(named: readonly NamedSet[], options: MeasureOptions): Promise<ModelScores[]> {
  return interruptible(async signal => {
    await reportFaults(named, signal)
    return measure(named, options, signal)
  })
}

/** Where pictures are kept for the page that is written, if one is. */
function viewsFor({ output, views }: EvaluateOptions): PictureViews | undefined {
  return output === undefined || views === 0 ? undefined : new PictureViews({ count: views })
}

interface Findings {
  /** What was measured on. */
  readonly title: string
  readonly evaluation: Evaluation
  /** The scores as JSON. */
  readonly data: object
  /** The same for people. */
  readonly text?: string
  readonly pictureViews?: PictureViews
}

/** Writes results where they are wanted: files, JSON on stdout, or a table there. */
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
