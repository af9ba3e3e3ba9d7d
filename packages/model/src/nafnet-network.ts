import { listNafnetParts, type NafnetConfig, nafnet, nafnetConfig, nafnetParts } from '@dfpir/baselines'
import { z } from 'zod'
import { checkKeys, whole } from './check-keys.js'
import { partSpecs } from './layer-specs.js'
import type { NamedShapes, NetworkKind } from './network-kind.js'
import { zeros } from './zeros.js'

/** The configuration of a NAFNet. */
export interface NafnetNetworkConfig extends NafnetConfig {
  readonly architecture: 'nafnet'
}

const schema = z.strictObject({
  width: whole(1),
  encoder: z.array(whole(0)),
  middle: whole(0),
  decoder: z.array(whole(0)),
})

const complete = (config: Partial<NafnetConfig>): NafnetNetworkConfig => ({
  architecture: 'nafnet',
  ...nafnetConfig(config),
})

/** NAFNet (Chen et al., ECCV 2022). */
export const nafnetNetwork: NetworkKind<NafnetNetworkConfig> = {
  name: 'nafnet',
  parse: json => complete(checkKeys(schema.partial(), json)),
  traits: ({ width, encoder, middle, decoder }) => ({
    name: 'nafnet',
    promptSize: 0,
    usesPrompts: false,
    multipleOf: 2 ** encoder.length,
    width,
    blocks: [...encoder, ...decoder].reduce((sum, count) => sum + count, middle),
    firstLevel: /^(intro|encoders\.0)\b/,
  }),
  specs: config => partSpecs(listNafnetParts(nafnetParts(config))),
  connect: (config, [image], options) => nafnet({ ...config, ...options }).apply(image),
  identityStart: ({ width }) => zeros({ 'ending/kernel': [3, 3, width, 3], 'ending/bias': [3] }),
  recognition: {
    landmarks: ['intro.weight', 'downs.0.weight', 'ending.weight'],
    guess: guessNafnet,
  },
}

function guessNafnet(tensors: NamedShapes): NafnetNetworkConfig {
  const levels = countWhile(level => tensors.has(`downs.${level}.weight`))
  const blocks = (stage: string) => countWhile(index => tensors.has(`${stage}.${index}.conv1.weight`))
  const perLevel = (stage: string) => Array.from({ length: levels }, (_, level) => blocks(`${stage}.${level}`))
  return complete({
    width: tensors.get('intro.weight')?.shape[0],
    encoder: perLevel('encoders'),
    middle: blocks('middle_blks'),
    decoder: perLevel('decoders'),
  })
}

function countWhile(holds: (index: number) => boolean): number {
  let count = 0
  while (holds(count)) count++
  return count
}
