import type { NamedShapes } from '../shared/layer-specs.js'
import type { NetworkKind } from '../shared/network-kind.js'
import { parseTransWeather, type TransWeatherConfig } from './config.js'
import { transWeatherSpecs, unusedByTransWeather } from './parts.js'
import { connectTransWeather } from './transweather.js'

/** TransWeather (Valanarasu et al., CVPR 2022). */
export const transWeatherNetwork: NetworkKind<TransWeatherConfig> = {
  name: 'transweather',
  parse: parseTransWeather,
  traits: ({ dims, blocks, decoderBlocks, tail }) => ({
    name: 'transweather',
    promptSize: 0,
    usesPrompts: false,
    multipleOf: 16,
    freeMultipleOf: 64,
    width: Math.max(2 * tail[1], dims[0] / 4),
    blocks: blocks.reduce((sum, count) => sum + count, decoderBlocks + 3),
    firstLevel: /^(signed|Tenc\.(patch_embed1|block1|norm1))\b/,
  }),
  specs: transWeatherSpecs,
  connect: (config, [picture], options) => connectTransWeather(config, picture, options),
  recognition: {
    landmarks: ['Tenc.patch_embed1.proj.weight', 'Tdec.block1.0.attn.task_query', 'clean.conv2d.weight'],
    unused: unusedByTransWeather,
    guess: guessTransWeather,
    assumed: () => ['heads', 'decoderHeads'],
  },
}

/** Derives the configuration from shapes, which do not show the numbers of heads. */
function guessTransWeather(tensors: NamedShapes): TransWeatherConfig {
  const levels = [1, 2, 3, 4]
  const count = (stage: string) =>
    [...tensors.keys()].filter(name => name.match(`^${stage}\\.\\d+\\.norm1\\.weight$`)).length
  return parseTransWeather({
    dims: levels.map(level => tensors.get(`Tenc.patch_embed${level}.proj.weight`)?.shape[0]),
    blocks: levels.map(level => count(`Tenc.block${level}`)),
    decoderBlocks: count('Tdec.block1'),
    tail: ['2', '1'].map(scale => tensors.get(`convtail.convd${scale}x.conv2d.weight`)?.shape[1]),
  })
}
