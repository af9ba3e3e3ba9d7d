import { escapeMarkup } from '@dfpir/figures'
import { formatHtmlTable } from './format-html-table.js'
import { formatPictureTable } from './format-picture-table.js'
import { htmlPage } from './html.js'
import { pageScript } from './page-script.js'
import { type PictureViews, viewSide } from './picture-views.js'
import { type Evaluation, scoreTable } from './score-table.js'

export interface FormatPageOptions {
  title: string
  /** Views of the pictures; without them, the page has only scores. */
  views?: PictureViews
}

/**
 * An evaluation as a self-contained HTML page: the table of {@link scoreTable}, then a sortable table of pictures for
 * each set, with their views.
 */
export function formatPage(evaluation: Evaluation, { title, views }: FormatPageOptions): string {
  const { models } = evaluation
  const sets = models[0].columns.map(({ title, result }, index) =>
    result ? `<h2>${escapeMarkup(title)}</h2>\n${formatPictureTable(models, index, views)}` : '',
  )
  const body = [formatHtmlTable(scoreTable(evaluation)), ...(views ? [legend] : []), ...sets]
  return htmlPage({ title, body: body.join('\n'), script: pageScript })
}

const legend = `<p class="notes">Click a column's head to sort by it, a picture's name to see it, and press a view to see the reference in its
place. Views are reduced to ${viewSide} pixels; scores are those of the whole pictures.</p>`
