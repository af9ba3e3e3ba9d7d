import { z } from 'zod'
import { guessReduction, stageLoss } from '../mprnet/kind.js'
import { zeros } from '../shared/bridge-start.js'
import { checkKeys, whole } from '../shared/check-keys.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import type { NetworkKind } from '../shared/network-kind.js'
import { type DgunetConfig, dgunetConfig } from './config.js'
import { dgunet } from './dgunet.js'
import { dgunetSharedNames, dgunetSpecs, unusedByDgunet } from './parts.js'

/** The configuration of a DGUNet. */
export interface DgunetNetworkConfig extends DgunetConfig {
  readonly architecture: 'dgunet'
}

const schema = z.strictObject({
  width: whole(2),
  widthStep: whole(0),
  lastWidthStep: whole(0),
  reduction: whole(1),
  depth: whole(1),
})

/** DGUNet (Mou et al., CVPR 2022), which unfolds proximal gradient descent. */
export const dgunetNetwork: NetworkKind<DgunetNetworkConfig> = {
  name: 'dgunet',
  parse: json => complete(checkKeys(schema.partial(), json)),
  traits: ({ width, lastWidthStep }) => ({
    name: 'dgunet',
    promptSize: 0,
    usesPrompts: false,
    multipleOf: 8,
    width: width + lastWidthStep,
    blocks: 24, // with weights of their own: 4 encoder and 3 decoder blocks in two stages, 3 first ones, 6 degradations, 1 merge
    firstLevel: /^(degradation_slope|slope|phi_0|phit_0|r0|stage1\.error|shallow_feat1|stage1_encoder\.body\.0)\b/,
  }),
  specs: dgunetSpecs,
  connect: (config, [image], options) => dgunet({ ...config, ...options }).apply(image),
  identityStart: ({ width, lastWidthStep }) => zeros({ 'tail/kernel': [3, 3, width + lastWidthStep, 3] }),
  training: {
    loss: stageLoss,
    connect: (config, [image], options) => dgunet({ ...config, ...options }).applyStages(image),
  },
  sharedNames: dgunetSharedNames,
  recognition: {
    landmarks: ['shallow_feat1.0.weight', 'basic.r1', 'concat67.weight'],
    unused: unusedByDgunet,
    guess: guessDgunet,
    assumed: () => ['depth'],
  },
}

function complete(config: Partial<DgunetConfig>): DgunetNetworkConfig {
  const full = { architecture: 'dgunet', ...dgunetConfig(config) } as const
  dgunetSpecs(full) // throws if an attention has no hidden layer
  return full
}

/** The number of times that the shared stage is applied leaves no trace in the weights. */
function guessDgunet(tensors: NamedShapes): DgunetNetworkConfig {
  const inputs = (name: string) => tensors.get(`${name}.weight`)?.shape[1] ?? 0
  const width = inputs('sam12.conv1')
  return complete({
    width,
    widthStep: inputs('stage1_encoder.body.1.conv_1') - width,
    lastWidthStep: inputs('tail') - width,
    reduction: guessReduction(tensors),
  })
}
