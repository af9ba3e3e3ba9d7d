import type { Figure } from './figure-spec.js'

/** The figure as the text of an SVG file; vega is loaded at the first that is a specification. */
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
