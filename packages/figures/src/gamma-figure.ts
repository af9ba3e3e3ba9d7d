import { DataError } from '@dfpir/core'
import { type FigurePart, type FigureSpec, figureStyle } from './figure-spec.js'

/** The PSNR of a network with one γ. */
export interface GammaPoint {
  readonly gamma: number
  /** The mean over seeds, in dB. */
  readonly psnr: number
  /** The standard deviation over seeds, if there are several. */
  readonly deviation?: number
  /** The number of seeds. */
  readonly seeds?: number
}

/** A curve in a separate panel, because shapes are comparable between data sets but levels are not. */
export interface GammaCurve {
  readonly title: string
  readonly points: readonly GammaPoint[]
}

/** In points. */
const panelWidth = 190
const panelHeight = 130

/**
 * PSNR over γ, the share of attention logits that are kept, as in Table 3b of Tian et al. (CVPR 2025): a panel per
 * curve with a separate scale, a filled point for the best γ, and bars of ± one standard deviation.
 *
 * @throws DataError for a curve without points.
 */
export function gammaFigure(curves: readonly GammaCurve[]): FigureSpec {
  return { config: figureStyle, spacing: 24, hconcat: curves.map(panel) }
}

function panel({ title, points }: GammaCurve): FigurePart {
  if (points.length === 0) throw new DataError(`expected at least one γ for ${title}, got none`)
  const sorted = points.toSorted((a, b) => a.gamma - b.gamma)
  const best = Math.max(...points.map(({ psnr }) => psnr))
  const values = sorted.map(({ gamma, psnr, deviation = 0 }) => {
    return { gamma, psnr, low: psnr - deviation, high: psnr + deviation, best: psnr === best }
  })
  const deviated = points.some(({ deviation }) => deviation !== undefined)
  const domain = paddedRange(values.flatMap(({ low, high }) => [low, high]))
  const x = {
    field: 'gamma',
    type: 'quantitative',
    scale: { zero: false, padding: 10 },
    axis: { title: 'γ, share of logits kept', values: sorted.map(({ gamma }) => gamma), labelOverlap: false },
  } as const
  const scale = { zero: false, nice: false, domain }
  const y = {
    field: 'psnr',
    type: 'quantitative',
    scale,
    axis: { title: 'PSNR (dB)', tickCount: 5, grid: true },
  } as const
  return {
    title: { text: title, ...(deviated && { subtitle: 'means of seeds ± one standard deviation' }) },
    width: panelWidth,
    height: panelHeight,
    data: { values },
    layer: [
      {
        mark: { type: 'rule', color: '#777777' },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      { mark: { type: 'line', color: '#0072b2', strokeWidth: 1.2 }, encoding: { x, y } },
      {
        mark: { type: 'point', filled: true, size: 40, opacity: 1, stroke: '#0072b2', strokeWidth: 1.2 },
        encoding: { x, y, fill },
      },
    ],
  }
}

const fill = { condition: { test: 'datum.best', value: '#0072b2' }, value: 'white' } as const

/** The range of values with padding; never empty. */
function paddedRange(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = Math.max((high - low) * 0.12, 0.005)
  return [low - room, high + room]
}
