/** The type of a text encoder's weights, named as in Hugging Face's exports; `q8` is quantised to 8 bits. */
export type EncoderDtype = 'fp32' | 'fp16' | 'q8'

const suffixes: Readonly<Record<EncoderDtype, string>> = { fp32: '', fp16: '_fp16', q8: '_quantized' }

export const encoderDtypes = Object.keys(suffixes) as readonly EncoderDtype[]

/** A file of a model folder. */
export interface EncoderFile {
  readonly name: string
  /** Its maximum size in bytes. */
  readonly limit: number
}

/** A kind of text encoder, as a folder in Hugging Face's layout contains it. */
export interface EncoderKind {
  /** The kind in error messages, with an article. */
  readonly description: string
  /** Values of `model_type` in `config.json`. */
  readonly modelTypes: readonly string[]
  /** Name of the weights without suffix and extension. */
  readonly weights: string
  /** Number of tokens that it reads if `config.json` does not say. */
  readonly usualPositions: number
  /** The hint for an invalid folder. */
  readonly whereToGetIt: string
}

/** CLIP's text model with projection. Its 77 tokens are the start, 75 of the text, and the end. */
export const clipModels: EncoderKind = {
  description: 'a CLIP text model',
  modelTypes: ['clip', 'clip_text_model'],
  weights: 'text_model',
  usualPositions: 77,
  whereToGetIt:
    'Get a folder in this layout from huggingface.co, such as Xenova/clip-vit-base-patch32 (CLIP ViT-B/32).',
}

/** BERT models whose token vectors are averaged. */
export const sentenceModels: EncoderKind = {
  description: 'a BERT model',
  modelTypes: ['bert'],
  weights: 'model',
  usualPositions: 512,
  whereToGetIt: 'Get a folder in this layout from huggingface.co, such as TaylorAI/bge-micro-v2 (for InstructIR).',
}

export const configFile: EncoderFile = { name: 'config.json', limit: 2 ** 20 }
export const tokenizerFile: EncoderFile = { name: 'tokenizer.json', limit: 2 ** 26 }
export const tokenizerConfigFile: EncoderFile = { name: 'tokenizer_config.json', limit: 2 ** 20 }

export function encoderWeightsFile({ weights }: EncoderKind, dtype: EncoderDtype): EncoderFile {
  return { name: `onnx/${weights}${suffixes[dtype]}.onnx`, limit: 2 ** 31 }
}

/** The files that a folder in Hugging Face's layout needs to encode text. */
export function encoderFiles(kind: EncoderKind, dtype: EncoderDtype): readonly EncoderFile[] {
  return [configFile, tokenizerFile, tokenizerConfigFile, encoderWeightsFile(kind, dtype)]
}

/** The files that a folder in Hugging Face's layout needs to encode text with CLIP. */
export function clipFiles(dtype: EncoderDtype): readonly EncoderFile[] {
  return encoderFiles(clipModels, dtype)
}
