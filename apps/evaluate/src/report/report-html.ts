import { type CurvesPanel, curvesFigure, type EmbeddedFigure, embedFigure, escapeMarkup } from '@dfpir/figures'

/** Pixels on the page per point in a figure. */
const pixelsPerPoint = 1.5

/** Embeds a figure, at most as wide as the page. */
export function figureHtml({ source, width }: EmbeddedFigure, label: string): string {
  const size = `style="max-width: ${Math.round(width * pixelsPerPoint)}px"`
  return `<figure><img alt="${escapeMarkup(label)}" ${size} src="${source}"></figure>`
}

/** Draws panels of curves as a figure. Empty if there are none. */
export async function curvesHtml(panels: readonly CurvesPanel[], label: string): Promise<string[]> {
  return panels.length > 0 ? [figureHtml(await embedFigure(curvesFigure(panels)), label)] : []
}

/** Wraps long content in a collapsed section. */
export function detailsHtml(summary: string, content: string): string {
  return `<details><summary>${escapeMarkup(summary)}</summary>\n${content}\n</details>`
}

/** Shows data as indented JSON. */
export function dataHtml(data: unknown): string {
  return `<pre>${escapeMarkup(JSON.stringify(data, null, 2))}</pre>`
}

export function notesHtml(notes: readonly string[]): string[] {
  if (notes.length === 0) return []
  return [`<ul class="notes">\n${notes.map(note => `<li>${escapeMarkup(note)}</li>`).join('\n')}\n</ul>`]
}
