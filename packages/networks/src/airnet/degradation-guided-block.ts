import {
  biasSpec,
  channelsOf,
  convolve,
  convSpec,
  deformableConvolution,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { convolutionSpecs } from '../nafnet/biased-convolution.js'
import { activate } from './activate.js'

/**
 * AirNet's degradation-guided block (Li et al., CVPR 2022, figure 2): with features x, the degradation map D and σ a leaky
 * ReLU of slope 0.1,
 *
 *     y = x + conv₂(σ(DGM₂(σ(conv₁(σ(DGM₁(x, D)))), D)))
 *     DGM(x, D) = x + DCN(x, [x, D]) + x · γ(D) + β(D)
 *
 * DCN is a {@link deformableConvolution} whose offsets and modulation a 3×3 convolution derives from [x, D]. γ and β are
 * 1×1 convolutions with σ between. The inputs are x [B, H, W, C] and D [B, H, W, E], the output is [B, H, W, C].
 */
export class DegradationGuidedBlock extends WeightedLayer {
  static readonly className = 'DfpirDegradationGuidedBlock'
  override readonly isBlock = true

  weightSpecs([features, map]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const guides = channelsOf(map, this.name)
    return [
      ...moduleSpecs('dgm1', channels, guides),
      ...moduleSpecs('dgm2', channels, guides),
      ...convolutionSpecs(place('conv1'), 3, channels, channels),
      ...convolutionSpecs(place('conv2'), 3, channels, channels),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, map]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const first = activate(guide(x, map, 'dgm1', weight))
    const mixed = activate(biased(first, 'conv1', weight))
    const second = activate(guide(mixed, map, 'dgm2', weight))
    return tf.add(x, biased(second, 'conv2', weight))
  }
}

tf.serialization.registerClass(DegradationGuidedBlock)

/** The degradation-guided module (DGM). */
function guide(x: tf.Tensor4D, map: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  const { offsets, modulation } = predictSampling(x, map, name, weight)
  const deformed = deformableConvolution({ x, offsets, modulation, kernel: weight(`${name}/dcn/kernel`) })
  const scale = transform(map, `${name}/gamma`, weight)
  const shift = transform(map, `${name}/beta`, weight)
  return tf.add(tf.add(x, deformed), tf.add(tf.mul(x, scale), shift))
}

/** The first 18 channels of the prediction are offsets, the last 9 the modulation before its sigmoid. */
function predictSampling(x: tf.Tensor4D, map: tf.Tensor4D, name: string, weight: ReadWeight) {
  const predicted = biased(tf.concat([x, map], 3), `${name}/sampling`, weight)
  const [offsets, modulation] = tf.split<tf.Tensor4D>(predicted, [18, 9], 3)
  return { offsets, modulation: tf.sigmoid(modulation) }
}

/** Two 1×1 convolutions of the degradation map with a leaky ReLU between. */
function transform(map: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  return convolve(activate(convolve(map, weight(`${name}/0/kernel`))), weight(`${name}/2/kernel`))
}

function biased(x: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  return tf.add(convolve(x, weight(`${name}/kernel`)), weight(`${name}/bias`))
}

function moduleSpecs(name: string, channels: number, guides: number): WeightSpec[] {
  const transformSpecs = (part: string) => [
    convSpec(place(`${name}/${part}/0`, `${name}.sft.conv_${part}.0`), 1, guides, channels),
    convSpec(place(`${name}/${part}/2`, `${name}.sft.conv_${part}.2`), 1, channels, channels),
  ]
  return [
    convSpec(place(`${name}/dcn`), 3, channels, channels),
    ...samplingSpecs(place(`${name}/sampling`, `${name}.dcn.conv_offset_mask`), channels + guides),
    ...transformSpecs('gamma'),
    ...transformSpecs('beta'),
  ]
}

/** The prediction of offsets and modulation starts with zeros: no offsets, and a modulation of 1/2. */
function samplingSpecs(where: ReturnType<typeof place>, inputs: number): WeightSpec[] {
  return [convSpec(where, 3, inputs, 27), biasSpec(where, 9 * inputs, 27)].map(spec => ({
    ...spec,
    initial: { constant: 0 },
  }))
}
