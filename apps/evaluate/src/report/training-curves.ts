import type { Curve, CurvePoint, CurvesPanel } from '@dfpir/figures'
import type { Training } from './run.js'

/** Maximum number of points of a curve. Each is a mean over several steps, since single steps are noisy. */
const mostPoints = 80

/** Returns the loss curve with a name. Each point is a mean over several steps. */
export function lossCurve(name: string, { steps }: Training): Curve {
  return { name, points: thin(steps.map(({ step, loss }) => ({ x: step, y: loss }))) }
}

/** Returns the curve of the mean validation PSNR. */
export function validationCurve(name: string, { validations }: Training): Curve {
  return { name, points: validations.map(({ step, validation: { psnr } }) => ({ x: step, y: psnr })) }
}

/** Returns the panels of a training: loss, learning rate, and validation PSNR per task. */
export function trainingPanels(training: Training): CurvesPanel[] {
  const { steps } = training
  const rate = thin(steps.map(({ step, learningRate }) => ({ x: step, y: learningRate })))
  const panels = [
    lossPanel([lossCurve('loss', training)]),
    { title: 'Learning rate', x: 'step', y: 'learning rate', curves: [{ name: 'learning rate', points: rate }] },
    { title: 'Validation', x: 'step', y: 'PSNR (dB)', curves: taskCurves(training) },
  ]
  return withPoints(panels)
}

export function lossPanel(curves: readonly Curve[]): CurvesPanel {
  return { title: 'Training loss', x: 'step', y: 'loss', logarithmic: true, curves }
}

/** Returns panels that compare trainings: loss, and mean validation PSNR. */
export function comparedPanels(
  trainings: readonly { readonly name: string; readonly training: Training }[],
): CurvesPanel[] {
  return withPoints([
    lossPanel(trainings.map(({ name, training }) => lossCurve(name, training))),
    {
      ...{ title: 'Validation, mean of the tasks', x: 'step', y: 'PSNR (dB)' },
      curves: trainings.map(({ name, training }) => validationCurve(name, training)),
    },
  ])
}

function taskCurves({ validations }: Training): Curve[] {
  const names = [...new Set(validations.flatMap(({ validation }) => Object.keys(validation.tasks)))]
  return names.map(name => ({
    name,
    points: validations.flatMap(({ step, validation }): CurvePoint[] => {
      const score = Object.entries(validation.tasks).find(([task]) => task === name)?.[1]
      return score ? [{ x: step, y: score.psnr }] : []
    }),
  }))
}

/** Removes empty curves and panels. */
function withPoints(panels: readonly CurvesPanel[]): CurvesPanel[] {
  return panels
    .map(panel => ({ ...panel, curves: panel.curves.filter(({ points }) => points.length > 0) }))
    .filter(({ curves }) => curves.length > 0)
}

/** Averages neighbouring points. Each mean is placed at its last point. */
function thin(points: readonly CurvePoint[]): CurvePoint[] {
  const size = Math.ceil(points.length / mostPoints)
  const groups = Array.from({ length: Math.ceil(points.length / Math.max(1, size)) }, (_, index) =>
    points.slice(index * size, (index + 1) * size),
  )
  return groups.map(group => {
    const y = group.reduce((sum, point) => sum + point.y, 0) / group.length
    return { x: (group.at(-1) as CurvePoint).x, y }
  })
}
