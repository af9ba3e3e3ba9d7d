import { mean } from '@dfpir/core'
import { paperTrials } from '@dfpir/evaluation'
import { type Curve, type CurvePoint, type CurvesPanel, curvesFigure, type Figure, gammaFigure } from '@dfpir/figures'
import type { LogEntry } from '@dfpir/trainer'
import { complete } from './claims.js'
import type { Study, StudyVariant } from './read-study.js'

/** Points of a loss curve. Each is a mean over several log lines, since single batches are noisy. */
const lossPoints = 20

/**
 * Draws the figures of the study by file name: the curves of the parts, those of γ, and PSNR over γ. Omits figures without
 * a finished trial.
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
  if (parts.length > 0) figures.set('parts.svg', curvesFigure(curvePanels(parts)))
  if (gammas.length > 0) {
    figures.set('gamma-curves.svg', curvesFigure(curvePanels(named)))
    figures.set('gamma.svg', gammaFigure([{ title: 'this study', points: named.map(gammaPoint) }, paperGammas]))
  }
  return figures
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

/** The loss, and the PSNR of each task's validation: a line for each seed. */
function curvePanels(variants: readonly StudyVariant[]): CurvesPanel[] {
  const curves = (points: (log: readonly LogEntry[]) => CurvePoint[]): Curve[] =>
    variants.flatMap(({ name, logs }) => logs.map(log => ({ name, points: points(log) })))
  const tasks = [...new Set(variants.flatMap(({ logs }) => logs.flat().flatMap(tasksOf)))]
  return [
    { title: 'Training loss', x: 'step', y: 'L1', curves: curves(lossCurve) },
    ...tasks.map(task => ({
      ...{ title: `Validation: ${task}`, x: 'step', y: 'PSNR (dB)' },
      curves: curves(log => taskCurve(log, task)),
    })),
  ]
}

function tasksOf(entry: LogEntry): string[] {
  return 'validation' in entry ? Object.keys(entry.validation.tasks) : []
}

function lossCurve(log: readonly LogEntry[]): CurvePoint[] {
  const steps = log.flatMap(entry => ('loss' in entry ? [{ x: entry.step, y: entry.loss }] : []))
  const size = Math.ceil(steps.length / lossPoints)
  const starts = steps.map((_, index) => index).filter(index => index % size === 0)
  return starts.map(start => {
    const group = steps.slice(start, start + size)
    return { x: group.at(-1)!.x, y: mean(group.map(({ y }) => y)) }
  })
}

function taskCurve(log: readonly LogEntry[], task: string): CurvePoint[] {
  return log.flatMap(entry => {
    if (!('validation' in entry)) return []
    const scores = new Map(Object.entries(entry.validation.tasks)).get(task)
    return scores ? [{ x: entry.step, y: scores.psnr }] : []
  })
}
