import { Progress } from '@dfpir/core/node'
import { type VisualRow, visualFigure, type Zoom } from '@dfpir/figures'
import { Restorer } from '@dfpir/inference'
import { comparePictures } from '@dfpir/metrics'
import type { EngineOptions } from '@dfpir/terminal'
import { detailedParts } from './detailed-parts.js'
import type { DrawnFigure } from './figure-options.js'
import { namedModels } from './named-models.js'
import { type NamedRestorer, type PlannedRow, type PlanRowsOptions, planRows } from './visual-rows.js'

/** Default number of enlarged squares. */
const usualZooms = 2

/** A row and the name of its picture. */
type NamedRow = VisualRow & { readonly name: string }

export interface DrawVisualOptions extends PlanRowsOptions, EngineOptions {
  /** Models, as `label=location` or just the location. */
  model: readonly string[]
  /** Squares to enlarge. @default those with the most detail */
  zoom: readonly Zoom[]
}

/** Draws the figure of `dfpir figure visual`. */
export async function drawVisual(prompts: readonly string[], options: DrawVisualOptions): Promise<DrawnFigure> {
  const restorers: NamedRestorer[] = []
  try {
    for (const { label, location } of await namedModels(options.model)) {
      restorers.push({ label, restorer: await Restorer.fromPretrained(location, options) })
    }
    const rows = await restoreRows(await planRows(prompts, options, restorers), restorers, options)
    return await describe(
      rows,
      restorers.map(({ label }) => label),
    )
  } finally {
    await Promise.all(restorers.map(({ restorer }) => restorer.dispose()))
  }
}

async function restoreRows(
  planned: readonly PlannedRow[],
  restorers: readonly NamedRestorer[],
  options: DrawVisualOptions,
): Promise<NamedRow[]> {
  const progress = new Progress({ unit: 'pictures', total: planned.length * restorers.length })
  const rows: NamedRow[] = []
  let done = 0
  try {
    for (const plan of planned) {
      const { name, input, target } = await plan.read()
      const restored: VisualRow['restored'][number][] = []
      for (const { restorer } of restorers) {
        const { picture } = await restorer.restore(input, { task: plan.task, sigma: plan.sigma })
        restored.push({ picture, psnr: comparePictures(picture, target).psnr })
        progress.update(++done)
      }
      const before = { picture: input, psnr: comparePictures(input, target).psnr }
      const zooms = options.zoom.length > 0 ? options.zoom : detailedParts(target, usualZooms)
      rows.push({ name, label: plan.label, input: before, restored, reference: target, zooms })
    }
    return rows
  } finally {
    progress.finish()
  }
}

async function describe(rows: readonly NamedRow[], methods: readonly string[]): Promise<DrawnFigure> {
  const data = rows.map(({ label, name, input, restored, zooms }) => ({
    label,
    picture: name,
    input: { psnr: input.psnr },
    models: restored.map(({ psnr }, index) => ({ model: methods[index], psnr })),
    zooms,
  }))
  const lines = rows.map(({ label, name, input, restored }) => {
    const scores = restored.map(({ psnr }, index) => `${methods[index]} ${psnr.toFixed(2)} dB`)
    return `${label}, ${name}: input ${input.psnr.toFixed(2)} dB, ${scores.join(', ')}`
  })
  return { figure: await visualFigure({ methods, rows }), data: { rows: data }, text: lines.join('\n') }
}
