import { type CurvesPanel, curvesFigure, type EmbeddedFigure, embedFigure, escapeMarkup } from '@dfpir/figures'

/** Pixels of the page per point of a figure. */
const pixelsPerPoint = 1.5

/** A figure, no wider than the page. */
export function figureHtml({ source, width }: EmbeddedFigure, label: string): string {
  const size = `style="max-width: ${Math.round(width * pixelsPerPoint)}px"`
  return `<figure><img alt="${escapeMarkup(label)}" ${size} src="${source}"></figure>`
}

/** Panels of curves as a figure; nothing where there are none. */
export async function curvesHtml(panels: readonly CurvesPanel[], label: string): Promise<string[]> {
  return panels.length > 0 ? [figureHtml(await embedFigure(curvesFigure(panels)), label)] : []
}

/** Something long that is shown when it is asked for. */
export function detailsHtml(summary: string, content: string): string {
  return `<details><summary>${escapeMarkup(summary)}</summary>\n${content}\n</details>`
}

/** Plain data as it would be in a file. */
export function dataHtml(data: unknown): string {
  return `<pre>${escapeMarkup(JSON.stringify(data, null, 2))}</pre>`
}

export function notesHtml(notes: readonly string[]): string[] {
  if (notes.length === 0) return []
  return [`<ul class="notes">\n${notes.map(note => `<li>${escapeMarkup(note)}</li>`).join('\n')}\n</ul>`]
}
