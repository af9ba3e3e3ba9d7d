/** The type of a text encoder's weights, named as in Hugging Face's exports; `q8` is quantised to 8 bits. */
export type EncoderDtype = 'fp32' | 'fp16' | 'q8'

const suffixes: Readonly<Record<EncoderDtype, string>> = { fp32: '', fp16: '_fp16', q8: '_quantized' }

export const encoderDtypes = Object.keys(suffixes) as readonly EncoderDtype[]

/** A file of a model folder. */
export interface ClipFile {
  readonly name: string
  /** Its maximum size in bytes. */
  readonly limit: number
}

export const clipConfigFile: ClipFile = { name: 'config.json', limit: 2 ** 20 }
export const tokenizerFile: ClipFile = { name: 'tokenizer.json', limit: 2 ** 26 }
export const tokenizerConfigFile: ClipFile = { name: 'tokenizer_config.json', limit: 2 ** 20 }

/** The weights of CLIP's text model with projection. */
export function clipWeightsFile(dtype: EncoderDtype): ClipFile {
  return { name: `onnx/text_model${suffixes[dtype]}.onnx`, limit: 2 ** 31 }
}

/** The files that a folder in Hugging Face's layout needs to encode text with CLIP. */
export function clipFiles(dtype: EncoderDtype): readonly ClipFile[] {
  return [clipConfigFile, tokenizerFile, tokenizerConfigFile, clipWeightsFile(dtype)]
}

/** The hint for an invalid folder. */
export const whereToGetIt =
  'Get a folder in this layout from huggingface.co, such as Xenova/clip-vit-base-patch32 (CLIP ViT-B/32).'
