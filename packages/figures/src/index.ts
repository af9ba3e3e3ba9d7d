export type { FigureSpec } from './figure-spec.js'
export { type OrdersFigureOptions, type OrdersPanel, ordersFigure } from './orders-figure.js'
export { renderSvg } from './render-svg.js'
export { type FigureFormat, figureFormat, writeFigure } from './write-figure.js'
