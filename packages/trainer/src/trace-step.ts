import { type Graph, type TraceTrainingStepOptions, traceTrainingStep } from '@dfpir/graph'
import { applyNetwork, type InputSize, namedWeights, networkInputs } from '@dfpir/model'
import type * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { type Loss, l1Loss } from './losses.js'
import type { UpdateOptions } from './training-step.js'

export interface TraceStepOptions extends UpdateOptions, InputSize {
  /**
   * The loss that the step minimises.
   *
   * @default the mean absolute error
   */
  loss?: Loss
  /**
   * Number of batches that the gradient is averaged over.
   *
   * @default 1
   */
  accumulate?: number
  /**
   * Whether the weight with a name is trained.
   *
   * @default whether its layer trains it
   */
  isTrained?: (name: string) => boolean
  /** Factor of the loss in the backward pass, for float16. @default 1 */
  lossScale?: number
  /** Whether the gradients can be fetched as `gradient/<name>`. */
  gradients?: boolean
}

/** Traces forward, loss, backward and update of a network with the inputs `input`, `target` and, if it takes one, `prompt`. */
export function traceStep(model: tfl.LayersModel, options: TraceStepOptions): Graph {
  const { loss = l1Loss } = options
  const inputs = networkInputs(model, options)
  return traceTrainingStep({
    inputs: { ...inputs, target: inputs.input },
    ...divideWeights(model, options.isTrained),
    loss: ({ input, target, prompt }) => loss(applyNetwork(model, input, prompt), target),
    optimizer: options.optimizer,
    lossScale: options.lossScale,
    clipNorm: options.clipNorm,
    average: options.ema !== undefined,
    accumulate: options.accumulate,
    gradients: options.gradients,
  })
}

function divideWeights(
  model: tfl.LayersModel,
  isTrained: (name: string) => boolean = () => true,
): Pick<TraceTrainingStepOptions, 'variables' | 'frozen'> {
  const weights = [...namedWeights(model)].map(([name, weight]) => {
    const trained = weight.trainable && isTrained(name)
    return { name, trained, variable: weight.read() as tf.Variable }
  })
  const those = (trained: boolean) =>
    new Map(weights.filter(weight => weight.trained === trained).map(({ name, variable }) => [name, variable]))
  return { variables: those(true), frozen: those(false) }
}
