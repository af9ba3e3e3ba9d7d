import { connect, type NetworkPart, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { Difference } from '../shared/difference.js'
import type { ConnectOptions } from '../shared/network-kind.js'
import type { TransWeatherConfig } from './config.js'
import { Crop } from './crop.js'
import { type TransWeatherParts, transWeatherParts } from './parts.js'
import { SignedPicture } from './signed-picture.js'

/**
 * Connects TransWeather (Valanarasu et al., CVPR 2022): a Transformer encoder that also attends to smaller patches within its
 * patches, a decoder with learned queries for the kinds of weather, and convolutions back to full size. It does not add the
 * picture at the end; its output is a tanh.
 *
 * @param picture [B, H, W, 3] in [0, 1], H and W multiples of 16
 */
export function connectTransWeather(
  config: TransWeatherConfig,
  picture: tfl.SymbolicTensor,
  { seed, residual }: ConnectOptions,
): tfl.SymbolicTensor {
  const parts = transWeatherParts(config, seed)
  const levels = encode(parts, connect(new SignedPicture({ name: 'signed' }), picture))
  const restored = connect(tfl.layers.activation({ activation: 'tanh', name: 'restored' }), expand(parts, levels))
  return residual ? connect(new Difference({ name: 'residual' }), [restored, picture]) : restored
}

/** The encoder: features of every level, from a quarter of the picture's size down. */
function encode({ stages, smaller }: TransWeatherParts, picture: tfl.SymbolicTensor): tfl.SymbolicTensor[] {
  const levels: tfl.SymbolicTensor[] = []
  let within: tfl.SymbolicTensor | undefined
  for (const [level, { embedding, blocks }] of stages.entries()) {
    const patches = runParts([embedding], levels.at(-1) ?? picture)
    const sum = within ? connect(tfl.layers.add({ name: `Tenc.sum${level + 1}` }), [patches, within]) : patches
    if (level < smaller.length) within = runParts([smaller[level].embedding, ...smaller[level].blocks], sum)
    levels.push(runParts(blocks, sum))
  }
  return levels
}

/** The decoder and the convolutions back to full size. */
function expand({ decoder, ups, residuals, clean }: TransWeatherParts, levels: readonly tfl.SymbolicTensor[]) {
  const deepest = add(3, [enlarge(ups[0], runParts(decoder, levels[3]), levels[3]), levels[3]])
  const quarter = [2, 1, 0].reduce((features, level) => {
    const enlarged = enlarge(ups[3 - level], features, levels[level])
    return add(level, [runParts([residuals[2 - level]], enlarged), levels[level]])
  }, deepest)
  return runParts([ups[4], residuals[3], ups[5], clean], quarter)
}

/** Doubles the features' size, up to that of others, whose sides may be odd. */
function enlarge(up: NetworkPart, features: tfl.SymbolicTensor, others: tfl.SymbolicTensor): tfl.SymbolicTensor {
  return connect(new Crop({ name: `${up.layer.name}_cropped` }), [runParts([up], features), others])
}

function add(level: number, features: tfl.SymbolicTensor[]): tfl.SymbolicTensor {
  return connect(tfl.layers.add({ name: `convtail.sum${level + 1}` }), features)
}
