import { type Graph, traceTrainingStep } from '@dfpir/graph'
import { namedWeights } from '@dfpir/model'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface TraceStepOptions {
  batch: number
  height: number
  width: number
  promptSize: number
  /** Lets the gradients be fetched as `gradient/<name>`. */
  gradients?: boolean
}

/** The mean absolute error, the paper's training loss. */
export function l1Loss(output: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(output, target)))
}

/** Traces forward, L1 loss, backward and Adam of a network with inputs `input`, `target` and `prompt`. */
export function traceStep(model: tfl.LayersModel, options: TraceStepOptions): Graph {
  const { batch, height, width, promptSize, gradients } = options
  const image = { shape: [batch, height, width, 3] }
  const weights = [...namedWeights(model)].map(([name, weight]) => [name, weight] as const)
  const variables = (trained: boolean) =>
    new Map(
      weights
        .filter(([, weight]) => weight.trainable === trained)
        .map(([name, weight]) => [name, weight.read() as tf.Variable]),
    )
  return traceTrainingStep({
    inputs: { input: image, target: image, prompt: { shape: [batch, promptSize] } },
    variables: variables(true),
    frozen: variables(false),
    loss: ({ input, target, prompt }) => l1Loss(model.apply([input, prompt]) as tf.Tensor, target),
    gradients,
  })
}
