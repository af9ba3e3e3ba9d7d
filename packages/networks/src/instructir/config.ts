import { requireWhole } from '@dfpir/core'
import { type NafnetConfig, nafnetConfig } from '../nafnet/config.js'

/** The shape of an InstructIR; the defaults are the published network's. */
export interface InstructIrConfig extends Omit<NafnetConfig, 'stem' | 'middle'> {
  /**
   * Blocks between encoder and decoder.
   *
   * @default 4
   */
  readonly middle: number
  /**
   * Length of the instruction's embedding in the blocks.
   *
   * @default 256
   */
  readonly textSize: number
  /**
   * Length of the sentence encoder's embeddings, which the text head maps to `textSize`. With 0, the network has no text
   * head, like the published file of the network alone, and its prompt is the head's output.
   *
   * @default 384
   */
  readonly sentenceSize: number
}

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function instructIrConfig(config: Partial<InstructIrConfig> = {}): InstructIrConfig {
  const { textSize = 256, sentenceSize = 384, middle = 4, ...rest } = config
  requireWhole('textSize', textSize, 1)
  requireWhole('sentenceSize', sentenceSize, 0)
  const { width, encoder, decoder } = nafnetConfig({ ...rest, middle, stem: 'convolution' })
  return { width, encoder, middle, decoder, textSize, sentenceSize }
}

/** Returns the length of the prompts that the network takes. */
export function promptSizeOf({ textSize, sentenceSize }: InstructIrConfig): number {
  return sentenceSize || textSize
}
