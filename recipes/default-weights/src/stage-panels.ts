import { mean } from '@dfpir/core'
import type { CurvesPanel } from '@dfpir/figures'

/** A line of a training's log: about steps, or about a validation. */
export interface LoggedEntry {
  readonly step: number
  readonly loss?: number
  readonly validation?: {
    readonly tasks: Readonly<Record<string, { readonly psnr: number; readonly input: { readonly psnr: number } }>>
  }
}

/** A stage of the training, and its log. */
export interface LoggedStage {
  readonly name: string
  readonly entries: readonly LoggedEntry[]
}

/** Number of log lines averaged in a point of the loss curve. */
const together = 20

/** Returns panels with the loss of each stage and the gain of its validations over their inputs. */
export function stagePanels(stages: readonly LoggedStage[]): CurvesPanel[] {
  return stages.flatMap(({ name, entries }) => {
    const loss = { title: `${name}: loss`, x: 'step', y: 'L1', curves: [{ name: 'loss', points: lossPoints(entries) }] }
    const gains = { title: `${name}: gain on validation patches`, x: 'step', y: 'dB', curves: gainCurves(entries) }
    return gains.curves.length > 0 ? [loss, gains] : [loss]
  })
}

function lossPoints(entries: readonly LoggedEntry[]) {
  const steps = entries.flatMap(({ step, loss }) => (loss === undefined ? [] : [{ step, loss }]))
  const groups = Array.from({ length: Math.floor(steps.length / together) }, (_, index) =>
    steps.slice(index * together, (index + 1) * together),
  )
  return groups.map(group => ({ x: mean(group.map(({ step }) => step)), y: mean(group.map(({ loss }) => loss)) }))
}

function gainCurves(entries: readonly LoggedEntry[]) {
  const validations = entries.flatMap(({ step, validation }) => (validation ? [{ step, tasks: validation.tasks }] : []))
  const names = [...new Set(validations.flatMap(({ tasks }) => Object.keys(tasks)))]
  return names.map(name => ({
    name,
    points: validations.map(({ step, tasks }) => ({ x: step, y: tasks[name].psnr - tasks[name].input.psnr })),
  }))
}
