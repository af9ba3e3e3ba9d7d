import { connect } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { Difference } from '../shared/difference.js'
import type { ConnectOptions } from '../shared/network-kind.js'
import type { DlConfig } from './config.js'
import { EdgeInput } from './edge-input.js'
import { type DlStep, dlParts } from './parts.js'
import { PictureOutput } from './picture-output.js'

/**
 * Connects the network of decoupled learning (Fan et al., ECCV 2018), all of whose kernels follow from parameters. It does not
 * add the picture at the end.
 *
 * @param picture [B, H, W, 3] in [0, 1], H and W even
 * @param parameters [B, promptSize]
 */
export function connectDl(
  config: DlConfig,
  [picture, parameters]: readonly tfl.SymbolicTensor[],
  { seed, residual }: ConnectOptions,
): tfl.SymbolicTensor {
  const { encoder, residuals, decoder, last } = dlParts(config, seed)
  const run = (steps: readonly DlStep[], features: tfl.SymbolicTensor) =>
    steps.reduce((value, { convolution, norm }) => connect(norm, connect(convolution, [value, parameters])), features)
  let features = run(encoder, connect(new EdgeInput({ name: 'edges' }), picture))
  for (const [index, pair] of residuals.entries()) {
    const sum = connect(tfl.layers.add({ name: `sum${index}` }), [run(pair, features), features])
    features = connect(tfl.layers.reLU({ name: `relu${index}` }), sum)
  }
  const colours = connect(last, [run(decoder, features), parameters])
  const restored = connect(
    new PictureOutput({ name: 'restored' }),
    connect(tfl.layers.reLU({ name: 'colours' }), colours),
  )
  return residual ? connect(new Difference({ name: 'residual' }), [restored, picture]) : restored
}
