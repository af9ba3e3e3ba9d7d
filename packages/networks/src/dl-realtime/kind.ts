import { connect, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { EdgeInput } from '../dl/edge-input.js'
import { PictureOutput } from '../dl/picture-output.js'
import { zeros } from '../shared/bridge-start.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import type { ConnectOptions, NetworkKind } from '../shared/network-kind.js'
import { type DlRealtimeConfig, parseDlRealtime } from './config.js'
import { dlRealtimeParts, dlRealtimeSpecs, unusedByDlRealtime } from './parts.js'

/** The fast network of decoupled learning (Fan et al., TPAMI 2019): one norm follows from parameters, which are the prompt. */
export const dlRealtimeNetwork: NetworkKind<DlRealtimeConfig> = {
  name: 'dl-realtime',
  parse: parseDlRealtime,
  traits: ({ width, promptSize }) => ({
    name: 'dl-realtime',
    promptSize,
    usesPrompts: true,
    multipleOf: 2,
    width,
    blocks: 7,
    firstLevel: /^(edges|conv1|norm_1)\b/,
  }),
  specs: dlRealtimeSpecs,
  connect: connectDlRealtime,
  identityStart: ({ tail }) => zeros({ 'conv27/kernel': [3, 3, tail, 3], 'conv27/bias': [3] }),
  recognition: {
    landmarks: ['conv1_weight', 'conv27_weight', 'fc1_weight.weight'],
    unused: unusedByDlRealtime,
    guess: guessDlRealtime,
  },
}

/** Connects the picture [B, H, W, 3] in [0, 1], H and W even, and parameters [B, promptSize]. */
export function connectDlRealtime(
  config: DlRealtimeConfig,
  [picture, parameters]: readonly tfl.SymbolicTensor[],
  { seed, residual }: ConnectOptions,
): tfl.SymbolicTensor {
  const { body, predicted, last } = dlRealtimeParts(config, seed)
  const features = runParts(body, connect(new EdgeInput({ name: 'edges' }), picture))
  const colours = runParts([last], connect(predicted, [features, parameters]))
  const output = connect(new PictureOutput({ name: 'residual' }), colours)
  return residual ? output : connect(tfl.layers.add({ name: 'restored' }), [output, picture])
}

function guessDlRealtime(tensors: NamedShapes): DlRealtimeConfig {
  const [outputs, inputs] = [0, 1].map(axis => (name: string) => tensors.get(name)?.shape[axis])
  return parseDlRealtime({
    width: outputs('conv1_weight'),
    hidden: outputs('conv4_weight'),
    tail: outputs('conv26_weight'),
    predictor: outputs('fc1_weight.weight'),
    promptSize: inputs('fc1_weight.weight'),
  })
}
