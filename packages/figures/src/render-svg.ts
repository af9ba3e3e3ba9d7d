import type { Figure } from './figure-spec.js'

/** Renders a figure as the text of an SVG file. Loads vega for the first specification. */
export async function renderSvg(figure: Figure): Promise<string> {
  if ('svg' in figure) return figure.svg
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const view = new View(parse(compile(figure).spec), { renderer: 'none' })
  try {
    return `${await view.toSVG()}\n`
  } finally {
    view.finalize()
  }
}
