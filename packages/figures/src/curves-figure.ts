import { type FigurePart, type FigureSpec, figureStyle, groupColours } from './figure-spec.js'

export interface CurvePoint {
  readonly x: number
  readonly y: number
}

/** A line. Lines with the same name, such as seeds of one trial, have the same style. */
export interface Curve {
  readonly name: string
  /** The points from left to right. Points that are not finite or have no logarithm are omitted. */
  readonly points: readonly CurvePoint[]
}

export interface CurvesPanel {
  readonly title: string
  /** The title of the horizontal axis. */
  readonly x: string
  /** The title of the vertical axis. */
  readonly y: string
  /**
   * Whether the vertical axis is logarithmic.
   *
   * @default false
   */
  readonly logarithmic?: boolean
  readonly curves: readonly Curve[]
}

/** In points. */
const panelWidth = 215
const panelHeight = 135

/** Dashes for lines with the same colour, if there are more names than colours. Styles repeat after 32 names. */
const dashes = ['1,0', '5,2', '1.5,1.5', '6,2,1.5,2'].map(dash => dash.split(',').map(Number))

/**
 * Lines over a common axis, such as the log of a training, with a panel per quantity and three panels per row. Names in
 * a panel with several names get colours, the same in all panels, and a legend.
 */
export function curvesFigure(panels: readonly CurvesPanel[]): FigureSpec {
  const names = [...new Set(panels.map(namesOf).flatMap(each => (each.length > 1 ? each : [])))]
  return {
    config: figureStyle,
    columns: 3,
    spacing: { row: 22, column: 22 },
    concat: panels.map(panel => drawPanel(panel, names)),
  }
}

function namesOf({ curves }: CurvesPanel): string[] {
  return [...new Set(curves.map(({ name }) => name))]
}

function drawPanel({ title, x, y, logarithmic = false, curves }: CurvesPanel, names: readonly string[]): FigurePart {
  const values = curves.flatMap(({ name, points }, curve) =>
    points.filter(({ y }) => Number.isFinite(y) && (!logarithmic || y > 0)).map(point => ({ name, curve, ...point })),
  )
  const scale = { nice: false, ...(logarithmic ? { type: 'log' as const } : { zero: false }) }
  return {
    title,
    width: panelWidth,
    height: panelHeight,
    data: { values },
    mark: { type: 'line', color: groupColours[0], strokeWidth: 1.1, point: values.length === curves.length },
    encoding: {
      x: { field: 'x', type: 'quantitative', axis: { title: x, tickCount: 5 }, scale: { nice: false } },
      y: { field: 'y', type: 'quantitative', axis: { title: y, tickCount: 5, grid: true }, scale },
      detail: { field: 'curve', type: 'nominal' },
      ...(names.length > 0 && curves.every(({ name }) => names.includes(name)) && looks(names)),
    },
  }
}

function looks(names: readonly string[]) {
  const domain = [...names]
  const legend = { title: null, orient: 'right', symbolType: 'stroke', symbolStrokeWidth: 1.5 } as const
  const range = domain.map((_, index) => groupColours[index % groupColours.length])
  const strokes = domain.map((_, index) => dashes[Math.floor(index / groupColours.length) % dashes.length])
  return {
    color: { field: 'name', type: 'nominal', scale: { domain, range }, legend },
    strokeDash: { field: 'name', type: 'nominal', scale: { domain, range: strokes }, legend },
  } as const
}
