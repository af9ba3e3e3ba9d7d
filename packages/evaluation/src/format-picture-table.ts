import { percent } from '@dfpir/detector'
import { escapeMarkup } from '@dfpir/figures'
import type { PictureSimilarity } from '@dfpir/metrics'
import type { BlindScores } from './blind-scores.js'
import type { EvaluationResult, ImageScores } from './evaluate-set.js'
import type { PictureView, PictureViews } from './picture-views.js'
import type { ModelScores } from './score-table.js'
import type { Scores } from './scores.js'
import { similarityCells } from './similarity-cells.js'
import { formatSortableTable, type SortableCell, type SortableRow } from './sortable-table.js'

/** Columns under a common heading, and their cells for a picture. */
interface Group {
  readonly head: string
  readonly columns: readonly string[]
  cells(name: string): readonly SortableCell[]
}

/**
 * The pictures of a set as a sortable HTML table: their scores with each model, with hidden views below.
 *
 * @param index the index of the set
 */
export function formatPictureTable(models: readonly ModelScores[], index: number, views?: PictureViews): string {
  const [{ title, result }] = models.map(({ columns }) => columns[index])
  if (!result) return ''
  const groups = [
    scoresGroup('input', result, ({ input }) => input),
    ...models.flatMap(model => modelGroups(model, index)),
  ]
  return formatSortableTable({
    columns: ['picture', ...groups.flatMap(({ columns }) => columns)],
    groups: groups.map(({ head, columns }) => ({ head, columns: columns.length })),
    rows: namesOf(models, index).map(name => pictureRow(name, groups, views?.of(title, name))),
  })
}

/** The pictures that any model was measured on, in the order of the set. */
function namesOf(models: readonly ModelScores[], index: number): string[] {
  const results = models.flatMap(({ columns }) => columns[index].result ?? [])
  return [...new Set(results.flatMap(({ images, failed }) => [...images, ...failed].map(({ name }) => name)))]
}

function modelGroups({ model, taskGiven, columns }: ModelScores, index: number): Group[] {
  const { result } = columns[index]
  if (!result) return []
  const blind = scoresGroup(`${model}, blind`, result, image => image.blind)
  return [
    ...(taskGiven ? [scoresGroup(model, result, image => image)] : []),
    ...(result.blind ? [blind, foundGroup(result)] : []),
  ]
}

/** The selected scores of each picture; for a failed one, the reason. */
function scoresGroup(head: string, result: EvaluationResult, pick: (image: ImageScores) => Scores | undefined): Group {
  const columns = ['PSNR', 'SSIM', ...(result.luma ? ['luma PSNR', 'luma SSIM'] : [])]
  const blanks = columns.slice(1).map(() => blank)
  const rows = new Map<string, readonly SortableCell[]>()
  for (const { name, error } of result.failed) rows.set(name, [{ text: error.message, value: '' }, ...blanks])
  for (const image of result.images) {
    const scores = pick(image)
    if (scores) rows.set(image.name, [scores, scores.luma].flatMap(similarityColumns))
  }
  return { head, columns, cells: name => rows.get(name) ?? [blank, ...blanks] }
}

function similarityColumns(scores: PictureSimilarity | undefined): SortableCell[] {
  if (!scores) return []
  const [psnr, ssim] = similarityCells(scores)
  return [
    { text: psnr, value: scores.psnr },
    { text: ssim, value: scores.ssim },
  ]
}

/** The detections of blind mode. */
function foundGroup({ images }: EvaluationResult): Group {
  const rows = new Map(images.map(({ name, blind }) => [name, blind ? foundCells(blind) : undefined]))
  return { head: 'found', columns: ['what', 'certainty'], cells: name => rows.get(name) ?? [blank, blank] }
}

function foundCells({ condition, confidence, leftAlone }: BlindScores): SortableCell[] {
  const text = leftAlone ? `${condition}, left alone` : condition
  return [
    { text, value: text },
    { text: percent(confidence), value: confidence },
  ]
}

const blank: SortableCell = { text: '', value: '' }

function pictureRow(name: string, groups: readonly Group[], views?: readonly PictureView[]): SortableRow {
  const html = `<button type="button" aria-expanded="false">${escapeMarkup(name)}</button>`
  const label = { text: name, value: name, ...(views && { html }) }
  return {
    cells: [label, ...groups.flatMap(group => group.cells(name))],
    ...(views && { below: formatViews(views) }),
  }
}

function formatViews(views: readonly PictureView[]): string {
  const figures = views.map(({ label, source }) => {
    const image = `<img loading="lazy" alt="${escapeMarkup(label)}" src="${source}">`
    return `<figure>${image}<figcaption>${escapeMarkup(label)}</figcaption></figure>`
  })
  return `<div class="views">${figures.join('')}</div>`
}
