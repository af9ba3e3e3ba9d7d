import type { Config, TopLevelSpec } from 'vega-lite'
import { fontFamily, type SvgFigure } from './svg-figure.js'

/** A figure as a vega-lite specification with its data. Its unit is the point: 1/72 inch. */
export type FigureSpec = TopLevelSpec

/** A figure: a specification or an SVG document. */
export type Figure = FigureSpec | SvgFigure

/** A part of a composed figure. */
export type FigurePart = Extract<FigureSpec, { hconcat: unknown }>['hconcat'][number]

const text = { labelFontSize: 8, titleFontSize: 8, titleFontWeight: 'normal', labelColor: 'black' } as const

/** The style of all figures: suitable for journals, with sizes in points, readable at the width of a page. */
export const figureStyle: Config = {
  aria: false, // a description of every mark would be most of the file
  background: 'white',
  padding: 6,
  font: fontFamily,
  view: { stroke: null },
  title: { fontSize: 9, fontWeight: 'bold', anchor: 'start', offset: 4, subtitleFontSize: 8, subtitlePadding: 2 },
  axis: {
    ...text,
    grid: false,
    labelFlush: false,
    tickRound: false,
    tickSize: 3,
  },
  legend: { ...text, titleLimit: 0, labelLimit: 0, gradientThickness: 8 },
}

/**
 * Okabe and Ito's colours, which most people can distinguish. The eighth is black, and the yellow is darker to be
 * visible on white.
 */
export const groupColours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#b5a800', '#000000']
