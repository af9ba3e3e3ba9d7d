import { formatDuration } from '@dfpir/core/node'
import type { SortableCell } from '@dfpir/evaluation'
import type { Environment, RunRecord } from '@dfpir/trainer'
import type { TrainingSummary } from './summarize-training.js'

/** Formats the number of finished steps, and of all steps if known. */
export function stepsText({ steps, plannedSteps }: TrainingSummary): string {
  return plannedSteps === undefined ? String(steps) : `${steps} of ${plannedSteps}`
}

export function decibelText(psnr: number | undefined): string {
  if (psnr === undefined) return '–'
  return Number.isFinite(psnr) ? psnr.toFixed(2) : '∞'
}

export function bytesText(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`
}

/** Formats a time as `2026-02-03 04:05 UTC`. Returns other text unchanged. */
export function momentText(at: string): string {
  return at.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC')
}

/** Formats the name and size of a network. */
export function networkText({ model, parameters }: RunRecord): string {
  const { architecture = 'dfpir' } = model
  return `${architecture}, ${parameters.toLocaleString('en')} parameters`
}

/** Describes the machine and libraries of a training, as rows of name and value. */
export function environmentRows(environment: Environment): [string, string][] {
  const { processor, cores, memoryBytes, gpus = [], platform, node, libtensorflow, tfjs } = environment
  return [
    ['processor', `${processor}, ${cores} threads`],
    ...gpus.map((gpu): [string, string] => ['card', gpu]),
    ['memory', bytesText(memoryBytes)],
    ['system', platform],
    ['libtensorflow', libtensorflow],
    ['TensorFlow.js', tfjs],
    ['Node', node],
  ]
}

/** Describes the time and resources of a training, as rows of name and value. */
export function timingRows(summary: TrainingSummary): [string, string][] {
  const { seconds, imagesPerSecond, waitShare, peakRssBytes } = summary
  return [
    ['steps', stepsText(summary)],
    ['time', formatDuration(seconds)],
    ...(imagesPerSecond === undefined
      ? []
      : [['patches per second, median', imagesPerSecond.toFixed(1)] as [string, string]]),
    ...(waitShare === undefined
      ? []
      : [['waiting for pictures', `${(waitShare * 100).toFixed(1)} %`] as [string, string]]),
    ...(peakRssBytes === undefined ? [] : [['peak memory', bytesText(peakRssBytes)] as [string, string]]),
  ]
}

/** Creates a number cell of a sortable table. An unknown number is a dash and sorts last. */
export function numberCell(value: number | undefined, text: (value: number) => string): SortableCell {
  return value === undefined ? { text: '–', value: '' } : { text: text(value), value }
}
