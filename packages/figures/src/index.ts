export type { FeatureMap } from './colour-map.js'
export { type Curve, type CurvePoint, type CurvesPanel, curvesFigure } from './curves-figure.js'
export { type EmbeddedFigure, embedFigure, readFigure } from './embed-figure.js'
export {
  type EmbeddedPoint,
  type EmbeddingFigureOptions,
  type EmbeddingPanel,
  embeddingFigure,
} from './embedding-figure.js'
export { escapeMarkup } from './escape-markup.js'
export { type FeatureMapsFigureOptions, type FeatureMapsRow, featureMapsFigure } from './feature-maps-figure.js'
export type { Figure, FigureSpec } from './figure-spec.js'
export { type GammaCurve, type GammaPoint, gammaFigure } from './gamma-figure.js'
export type { OrdersPanel } from './order-strips.js'
export { type OrdersFigureOptions, ordersFigure } from './orders-figure.js'
export {
  type ColourScale,
  type GridCell,
  type GridRow,
  type PictureGridOptions,
  pictureGrid,
  type Zoom,
} from './picture-grid.js'
export { renderSvg } from './render-svg.js'
export { type SeedsPanel, type SeedValues, seedsFigure } from './seeds-figure.js'
export { type SvgFigure, svgText } from './svg-figure.js'
export { type VisualFigureOptions, type VisualPicture, type VisualRow, visualFigure } from './visual-figure.js'
export { type FigureFormat, figureFormat, writeFigure } from './write-figure.js'
