import type { Task } from '@dfpir/core'
import { percent } from '@dfpir/detector'
import { type BlindScores, formatMarkdown, type ScoredSet } from '@dfpir/evaluation'
import { blindTable, gainTable, type MeasuredSet, signed } from '../card-tables.js'
import { type BlindChoices, choiceOf, type PhotographChoices } from './measure-photographs.js'

type Found = Pick<BlindScores, 'condition' | 'confidence' | 'leftAlone'>

/** The scores of a set of pairs. */
export interface ScoredPairs extends ScoredSet {
  /** The task that repairs its inputs; not set if the set is missing. */
  readonly task?: Task
}

/** The results of the field measurement. */
export interface FieldResult {
  readonly pairs: readonly ScoredPairs[]
  /** Clean photographs with added noise, saved as JPEG. */
  readonly jpeg: readonly ScoredSet[]
  readonly photographs: readonly PhotographChoices[]
}

/** Formats the section of the model card as Markdown. Omits parts that were not measured. */
export function fieldSection({ pairs, jpeg, photographs }: FieldResult): string {
  const sets = measured(pairs)
  const jpegs = measured(jpeg)
  const choices = [...pairs.flatMap(pairChoices), ...photographs]
  const parts = [
    ...(sets.length > 0 ? [gainTable(sets), extremes(sets), blindTable(sets)] : []),
    ...(choices.length > 0 ? [choiceTable(choices)] : []),
    ...(jpegs.length > 0 ? [jpegTable(jpegs)] : []),
  ]
  return `${parts.map(part => part.trimEnd()).join('\n\n')}\n`
}

function measured(sets: readonly ScoredSet[]): MeasuredSet[] {
  return sets.flatMap(({ title, result }) => (result && result.images.length > 0 ? [{ title, result }] : []))
}

function pairChoices({ title, task, result }: ScoredPairs): BlindChoices[] {
  return result ? [{ title, task, photographs: result.images.flatMap(choiceOf) }] : []
}

/** Lists the pictures of each set that gain least and most with a known task. */
export function extremes(sets: readonly MeasuredSet[]): string {
  const lines = sets.map(({ title, result: { images } }) => {
    const gains = images.map(({ name, psnr, input }) => ({ name, gain: psnr - input.psnr }))
    gains.sort((a, b) => a.gain - b.gain)
    const [least, most] = [gains[0], gains[gains.length - 1]].map(({ name, gain }) => `${name} (${signed(gain)} dB)`)
    return `- ${title}: ${least} gains least, ${most} most.`
  })
  return lines.join('\n')
}

/** Tabulates the choices of blind mode with a row for each kind: how many pictures it rightly and wrongly restores. */
export function choiceTable(kinds: readonly BlindChoices[]): string {
  const rows = kinds.map(({ title, task: expected, photographs }) => {
    const acted = photographs.flatMap(({ task }) => task ?? [])
    const wrong = acted.filter(task => task !== expected)
    const alone = photographs.filter(({ task }) => task === undefined).map(({ condition }) => condition)
    const right = expected ? String(acted.length - wrong.length) : '–'
    return [title, String(photographs.length), right, tally(wrong), tally(alone)]
  })
  const header = ['pictures', 'number', 'rightly restored', 'wrongly restored, as', 'left alone, most probable']
  return formatMarkdown({ header, rows, notes: [] })
}

/** Counts names in total and each: "3 (clean 2, derain 1)". */
function tally(names: readonly string[]): string {
  const counts = [...new Set(names)].map(name => ({ name, count: names.filter(each => each === name).length }))
  counts.sort((a, b) => b.count - a.count)
  const parts = counts.map(({ name, count }) => `${name} ${count}`).join(', ')
  return names.length === 0 ? '0' : `${names.length} (${parts})`
}

/** Compares blind mode with a known noise level, with a row for each JPEG quality. */
export function jpegTable(sets: readonly MeasuredSet[]): string {
  const rows = sets.map(({ title, result: { images, psnr, input, blind } }) => {
    const noisy = images.flatMap(({ blind }) => (blind?.condition === 'denoise' ? [blind.sigma] : []))
    return [
      title,
      ...[input.psnr, psnr, blind!.psnr].map(value => value.toFixed(2)),
      signed(blind!.psnr - psnr),
      levels(noisy),
      `${noisy.length} of ${images.length}`,
    ]
  })
  const header = [
    '',
    'input PSNR',
    'task given',
    'blind',
    'blind − task given',
    'σ found: median (least … most)',
    'found noisy',
  ]
  return formatMarkdown({ header, rows, notes: [] })
}

function levels(values: readonly number[]): string {
  if (values.length === 0) return '–'
  const sorted = values.toSorted((a, b) => a - b)
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
  return `${median.toFixed(1)} (${sorted[0].toFixed(1)} … ${sorted[sorted.length - 1].toFixed(1)})`
}

/** Describes the result of blind mode, such as `rain 93 %`, and whether it left the picture alone. */
export function foundCaption({ condition, confidence, leftAlone }: Found): string {
  return `${condition} ${percent(confidence)}${leftAlone ? ', left alone' : ''}`
}
