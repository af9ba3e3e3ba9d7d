import type { NetworkKind } from '../shared/network-kind.js'
import { type DlConfig, parseDl } from './config.js'
import { connectDl } from './dl.js'
import { dlSpecs } from './parts.js'

/** Decoupled learning (Fan et al., ECCV 2018): kernels that follow from parameters, which are the prompt. */
export const dlNetwork: NetworkKind<DlConfig> = {
  name: 'dl',
  parse: parseDl,
  traits: ({ width, promptSize }) => ({
    name: 'dl',
    promptSize,
    usesPrompts: true,
    multipleOf: 2,
    width,
    blocks: 7,
    firstLevel: /^(edges|fc1|norm_1)\b/,
  }),
  specs: dlSpecs,
  connect: connectDl,
  recognition: {
    landmarks: ['fc1.weight', 'fc20.weight', 'norm_19.weight'],
    guess: tensors =>
      parseDl({ width: tensors.get('norm_1.weight')?.shape[0], promptSize: tensors.get('fc1.weight')?.shape[1] }),
  },
}
