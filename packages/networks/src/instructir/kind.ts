import { z } from 'zod'
import { zeros } from '../shared/bridge-start.js'
import { checkKeys, whole } from '../shared/check-keys.js'
import { countWhile } from '../shared/count-while.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import type { NetworkKind } from '../shared/network-kind.js'
import { type InstructIrConfig, instructIrConfig, promptSizeOf } from './config.js'
import { instructIr } from './instructir.js'
import { instructIrSpecs, unusedByInstructIr } from './parts.js'

/** The configuration of an InstructIR. */
export interface InstructIrNetworkConfig extends InstructIrConfig {
  readonly architecture: 'instructir'
}

const schema = z.strictObject({
  width: whole(1),
  encoder: z.array(whole(0)),
  middle: whole(0),
  decoder: z.array(whole(0)),
  textSize: whole(1),
  sentenceSize: whole(0),
})

/** InstructIR (Conde et al., ECCV 2024): a NAFNet that follows an instruction. */
export const instructIrNetwork: NetworkKind<InstructIrNetworkConfig> = {
  name: 'instructir',
  parse: json => complete(checkKeys(schema.partial(), json)),
  traits: config => ({
    name: 'instructir',
    promptSize: promptSizeOf(config),
    usesPrompts: true,
    multipleOf: 2 ** config.encoder.length,
    padding: 'zeros',
    width: config.width,
    blocks: [...config.encoder, ...config.decoder].reduce((sum, count) => sum + count, config.middle),
    firstLevel: /^(intro|encoders\.0|enc_cond\.0)\b/,
  }),
  specs: instructIrSpecs,
  connect: (config, [image, sentence], options) => instructIr({ ...config, ...options }).apply(image, sentence),
  identityStart: ({ width }) => zeros({ 'ending/kernel': [3, 3, width, 3], 'ending/bias': [3] }),
  blockWeights: { all: /^(encoders\.\d+|decoders\.\d+|middle_blks)\.\d+\./, passing: /\.(beta|gamma)$/ },
  recognition: {
    landmarks: ['intro.weight', 'enc_cond.0.fc.weight', 'ending.weight'],
    unused: unusedByInstructIr,
    guess: guessInstructIr,
  },
}

function complete(config: Partial<InstructIrConfig>): InstructIrNetworkConfig {
  return { architecture: 'instructir', ...instructIrConfig(config) }
}

function guessInstructIr(tensors: NamedShapes): InstructIrNetworkConfig {
  const levels = countWhile(level => tensors.has(`downs.${level}.weight`))
  const blocks = (stage: string) => countWhile(index => tensors.has(`${stage}.${index}.conv1.weight`))
  const perLevel = (stage: string) => Array.from({ length: levels }, (_, level) => blocks(`${stage}.${level}`))
  return complete({
    width: tensors.get('intro.weight')?.shape[0],
    encoder: perLevel('encoders'),
    middle: blocks('middle_blks'),
    decoder: perLevel('decoders'),
    textSize: tensors.get('enc_cond.0.fc.weight')?.shape[1],
    sentenceSize: tensors.get('fc1.weight')?.shape[1] ?? 0,
  })
}
