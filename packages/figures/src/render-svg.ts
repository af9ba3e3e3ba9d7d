import type { FigureSpec } from './figure-spec.js'

/** The figure as the text of an SVG file; vega is loaded at the first one. */
export async function renderSvg(spec: FigureSpec): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  try {
    return `${await view.toSVG()}\n`
  } finally {
    view.finalize()
  }
}
