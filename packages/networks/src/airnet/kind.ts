import type { Float32Tensor } from '@dfpir/core'
import { initialValues } from '@dfpir/layers'
import { z } from 'zod'
import { zeros } from '../shared/bridge-start.js'
import { checkKeys, whole } from '../shared/check-keys.js'
import { countWhile } from '../shared/count-while.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import type { NetworkKind, StartOptions } from '../shared/network-kind.js'
import { airNet } from './airnet.js'
import { type AirNetConfig, airNetConfig } from './config.js'
import { airNetSpecs, unusedByAirNet } from './parts.js'

/** The configuration of an AirNet. */
export interface AirNetNetworkConfig extends AirNetConfig {
  readonly architecture: 'airnet'
}

const schema = z.strictObject({ width: whole(3), groups: whole(1), blocks: whole(1) })

/** AirNet (Li et al., CVPR 2022), which is guided by a map of the degradation that it makes itself. */
export const airNetNetwork: NetworkKind<AirNetNetworkConfig> = {
  name: 'airnet',
  parse: json => ({ architecture: 'airnet', ...airNetConfig(checkKeys(schema.partial(), json)) }),
  traits: ({ width, groups, blocks }) => ({
    name: 'airnet',
    promptSize: 0,
    usesPrompts: false,
    multipleOf: 1,
    width: 1.5 * width, // its deformable convolutions need more memory (docs/networks/airnet.md)
    blocks: groups * blocks,
    firstLevel: /^(E\.E|R\.head)\b/,
  }),
  specs: airNetSpecs,
  connect: (config, [image], options) => airNet({ ...config, ...options }).apply(image),
  identityStart,
  recognition: {
    landmarks: ['R.head.0.weight', 'E.E.encoder_q.E_pre.backbone.0.weight', 'R.body.0.body.0.dgm1.dcn.weight'],
    unused: unusedByAirNet,
    guess: guessAirNet,
  },
}

/** The first three features are the picture, which the blocks do not change at first. */
function identityStart(config: AirNetNetworkConfig, { seed = 0 }: StartOptions): ReadonlyMap<string, Float32Tensor> {
  const { width, groups } = config
  const head = airNetSpecs(config).find(({ layer }) => layer === 'R.head.0/kernel')!
  const reads = initialValues(head.spec, seed, 'R.head.0') // [3, 3, 3, width]
  const shapes = {
    'R.head.0/bias': [width],
    [`R.body.${groups}/kernel`]: [3, 3, width, width],
    [`R.body.${groups}/bias`]: [width],
    'R.tail.0/kernel': [3, 3, width, 3],
    'R.tail.0/bias': [3],
  }
  const start = zeros(shapes)
  for (let tap = 0; tap < 9; tap++) {
    for (let colour = 0; colour < 3; colour++) {
      for (let channel = 0; channel < 3; channel++) {
        reads[(tap * 3 + colour) * width + channel] = tap === 4 && colour === channel ? 1 : 0
      }
    }
  }
  const writes = start.get('R.tail.0/kernel')!.data
  for (let channel = 0; channel < 3; channel++) writes[(4 * width + channel) * 3 + channel] = 1
  return start.set('R.head.0/kernel', { shape: [3, 3, 3, width], data: reads })
}

function guessAirNet(tensors: NamedShapes): AirNetNetworkConfig {
  const groups = countWhile(group => tensors.has(`R.body.${group}.body.0.conv1.weight`))
  const blocks = countWhile(block => tensors.has(`R.body.0.body.${block}.conv1.weight`))
  const width = tensors.get('R.head.0.weight')?.shape[0]
  return airNetNetwork.parse({ width, groups, blocks })
}
