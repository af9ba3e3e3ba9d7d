import type { TrialResult } from '@dfpir/ablation'
import { mean } from '@dfpir/core'
import { paperTrials } from '@dfpir/evaluation'
import {
  type Curve,
  type CurvePoint,
  type CurvesPanel,
  curvesFigure,
  type Figure,
  gammaFigure,
  type SeedsPanel,
  seedsFigure,
} from '@dfpir/figures'
import type { LogEntry } from '@dfpir/trainer'
import { complete } from './claims.js'
import type { Study, StudyVariant } from './read-study.js'

/** Points of a loss curve. Each is a mean over many steps, since single batches are noisy. */
const lossPoints = 20

/**
 * Draws the figures of the study by file name: the scores of every seed, the curves of the parts, those of γ, and PSNR over
 * γ. Omits figures without a finished trial.
 */
export function drawStudy({ variants }: Pick<Study, 'variants'>): Map<string, Figure> {
  const finished = variants.filter(({ scores }) => scores)
  const gammas = finished.flatMap(variant => {
    const gamma = gammaOf(variant)
    return gamma === undefined ? [] : [{ ...variant, gamma }]
  })
  const parts = finished.filter(({ overrides }) => overrides.gamma === undefined)
  const named = gammas
    .toSorted((a, b) => a.gamma - b.gamma)
    .map(each => ({ ...each, name: `γ ${each.gamma.toFixed(1)}` }))
  const figures = new Map<string, Figure>()
  if (finished.length > 0) figures.set('seeds.svg', seedsFigure(seedsPanels(finished)))
  if (parts.length > 0) figures.set('parts.svg', curvesFigure(curvePanels(parts)))
  if (gammas.length > 0) {
    figures.set('gamma-curves.svg', curvesFigure(curvePanels(named)))
    figures.set('gamma.svg', gammaFigure([{ title: 'this study', points: named.map(gammaPoint) }, paperGammas]))
  }
  return figures
}

/** The scores of every seed: their mean over the tasks, and each task. */
function seedsPanels(variants: readonly StudyVariant[]): SeedsPanel[] {
  const panel = (title: string, score: (result: TrialResult) => number): SeedsPanel => ({
    ...{ title, x: 'PSNR (dB)' },
    variants: variants.map(({ name, outcomes }) => ({
      name,
      values: outcomes.flatMap(({ result }) => (result ? [score(result)] : [])),
    })),
  })
  return [
    panel('mean', ({ psnr }) => psnr),
    ...variants[0].sets.map(({ title }, set) => panel(title, ({ sets }) => sets[set].psnr)),
  ]
}

/** The γ of a variant that has all parts. */
function gammaOf({ name, overrides: { gamma } }: StudyVariant): number | undefined {
  if (name === complete) return 0.9
  return typeof gamma === 'number' ? gamma : undefined
}

function gammaPoint({ gamma, scores }: StudyVariant & { readonly gamma: number }) {
  const { mean: psnr, ...others } = scores!.psnr
  return { gamma, psnr, ...others }
}

const paperGammas = {
  title: 'the paper, Table 3b',
  points: paperTrials.table3b.map(({ trial, psnr }) => ({ gamma: Number(trial.replace(/[^\d.]/g, '')), psnr })),
}

/** The loss, and the gain of each task's validation over its inputs: means over seeds, which draw different patches. */
function curvePanels(variants: readonly StudyVariant[]): CurvesPanel[] {
  const curves = (points: (entries: readonly LogEntry[]) => CurvePoint[]): Curve[] =>
    variants.map(({ name, logs }) => ({ name, points: points(logs.flat()) }))
  const tasks = [...new Set(variants.flatMap(({ logs }) => logs.flat().flatMap(tasksOf)))]
  return [
    { title: 'Training loss', x: 'step', y: 'L1', curves: curves(lossPointsOf) },
    ...tasks.map(task => ({
      ...{ title: `Gain on validation patches: ${task}`, x: 'step', y: 'dB' },
      curves: curves(entries => gainPointsOf(entries, task)),
    })),
  ]
}

function tasksOf(entry: LogEntry): string[] {
  return 'validation' in entry ? Object.keys(entry.validation.tasks) : []
}

function lossPointsOf(entries: readonly LogEntry[]): CurvePoint[] {
  const steps = entries.flatMap(entry => ('loss' in entry ? [{ x: entry.step, y: entry.loss }] : []))
  const size = Math.ceil(Math.max(...steps.map(({ x }) => x)) / lossPoints)
  return meansOver(steps.map(({ x, y }) => ({ x: Math.ceil(x / size) * size, y })))
}

function gainPointsOf(entries: readonly LogEntry[], task: string): CurvePoint[] {
  return meansOver(
    entries.flatMap(entry => {
      const scores = 'validation' in entry ? new Map(Object.entries(entry.validation.tasks)).get(task) : undefined
      return scores ? [{ x: entry.step, y: scores.psnr - scores.input.psnr }] : []
    }),
  )
}

/** The mean of the points with the same x, from left to right. */
function meansOver(points: readonly CurvePoint[]): CurvePoint[] {
  const places = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b)
  return places.map(place => ({ x: place, y: mean(points.filter(({ x }) => x === place).map(({ y }) => y)) }))
}
