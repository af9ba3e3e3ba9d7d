// NAFNet with a DGPB on each skip and on the latent: a network that none of the packages has, made known to all of them.

import { dgpb } from '@dfpir/dgpb'
import { layerSpecs, parseNetwork, partSpecs } from '@dfpir/model'
import { listNafnetParts, nafnet, nafnetParts } from '@dfpir/networks'

const name = 'nafnet-with-dgpb'

/** The block of a level: 0 is full size, the last one is the latent. */
const block = (level, seed) => dgpb({ name: `dgpb.${level}`, heads: 2 ** level, seed })

function blockSpecs({ width, promptSize }, level) {
  const features = [null, null, null, width * 2 ** level]
  return layerSpecs({ layer: block(level), inputShapes: [features, [null, promptSize]] })
}

/** @type {import('@dfpir/model').NetworkKind} */
export const nafnetWithDgpb = {
  name,
  // NAFNet's keys, and one for the prompts.
  parse: ({ promptSize = 512, ...keys }) => ({
    ...parseNetwork({ ...keys, architecture: 'nafnet' }),
    architecture: name,
    promptSize,
  }),
  traits: ({ width, encoder, middle, decoder, promptSize }) => ({
    name,
    promptSize,
    usesPrompts: true,
    multipleOf: 2 ** encoder.length,
    width,
    blocks: [middle, ...encoder, ...decoder].reduce((sum, count) => sum + count),
    firstLevel: /^(intro|encoders\.0|dgpb\.0)\b/,
  }),
  // Every weight under its name here and in state dicts: NAFNet's published ones, and `dgpb.0.…`.
  specs: config => [
    ...partSpecs(listNafnetParts(nafnetParts(config))),
    ...Array.from({ length: config.encoder.length + 1 }, (_, level) => blockSpecs(config, level)).flat(),
  ],
  // The composition itself.
  connect: (config, [image, prompt], { seed, residual }) =>
    nafnet({
      ...config,
      seed,
      residual,
      bridge: (features, level) => block(level, seed).apply([features, prompt]),
    }).apply(image),
  identityStart: ({ width }) =>
    new Map([
      ['ending/kernel', { shape: [3, 3, width, 3], data: new Float32Array(27 * width) }],
      ['ending/bias', { shape: [3], data: new Float32Array(3) }],
    ]),
}
