import { z } from 'zod'
import { zeros } from '../shared/bridge-start.js'
import { checkKeys, whole } from '../shared/check-keys.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import type { NetworkKind, PublishedTraining } from '../shared/network-kind.js'
import { type MprnetConfig, mprnetConfig } from './config.js'
import { mprnet } from './mprnet.js'
import { mprnetSharedNames, mprnetSpecs } from './parts.js'

/** The configuration of an MPRNet. */
export interface MprnetNetworkConfig extends MprnetConfig {
  readonly architecture: 'mprnet'
}

const schema = z.strictObject({
  width: whole(1),
  widthStep: whole(0),
  lastWidthStep: whole(0),
  blocks: whole(0),
  reduction: whole(1),
})

/** The loss of every stage's picture in MPRNet and DGUNet. */
export const stageLoss: PublishedTraining<never>['loss'] = { charbonnier: 1, edge: 0.05 }

/** MPRNet (Zamir et al., CVPR 2021), which restores in three stages. */
export const mprnetNetwork: NetworkKind<MprnetNetworkConfig> = {
  name: 'mprnet',
  parse: json => complete(checkKeys(schema.partial(), json)),
  traits: ({ width, lastWidthStep, blocks }) => ({
    name: 'mprnet',
    promptSize: 0,
    usesPrompts: false,
    multipleOf: 8,
    width: width + lastWidthStep,
    blocks: 3 * blocks,
    firstLevel: /^(slope|halves|quarters|shallow_feat\d|stage1_encoder\.encoder_level1)\b/,
  }),
  specs: mprnetSpecs,
  connect: (config, [image], options) => mprnet({ ...config, ...options }).apply(image),
  identityStart: ({ width, lastWidthStep }) => zeros({ 'tail/kernel': [3, 3, width + lastWidthStep, 3] }),
  training: {
    loss: stageLoss,
    connect: (config, [image], options) => mprnet({ ...config, ...options }).applyStages(image),
  },
  sharedNames: mprnetSharedNames,
  recognition: {
    landmarks: ['shallow_feat1.0.weight', 'stage3_orsnet.conv_enc1.weight', 'sam12.conv3.weight'],
    guess: guessMprnet,
  },
}

function complete(config: Partial<MprnetConfig>): MprnetNetworkConfig {
  const full = { architecture: 'mprnet', ...mprnetConfig(config) } as const
  mprnetSpecs(full) // throws if an attention has no hidden layer
  return full
}

function guessMprnet(tensors: NamedShapes): MprnetNetworkConfig {
  const inputs = (name: string) => tensors.get(`${name}.weight`)?.shape[1] ?? 0
  const width = inputs('sam12.conv1')
  let blocks = 0
  while (tensors.has(`stage3_orsnet.orb1.body.${blocks}.body.0.weight`)) blocks++
  return complete({
    width,
    widthStep: inputs('stage1_encoder.down23.down.1') - width,
    lastWidthStep: inputs('tail') - width,
    blocks,
    reduction: guessReduction(tensors),
  })
}

/** Returns the smallest factor that fits all channel attentions. */
export function guessReduction(tensors: NamedShapes): number | undefined {
  const shapes = [...tensors].flatMap(([name, { shape }]) => (name.endsWith('.CA.conv_du.0.weight') ? [shape] : []))
  const largest = Math.min(...shapes.map(([, channels]) => channels))
  for (let factor = 1; factor <= largest; factor++) {
    if (shapes.every(([hidden, channels]) => Math.floor(channels / factor) === hidden)) return factor
  }
  return undefined
}
