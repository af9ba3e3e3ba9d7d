/** Turns texts into the vectors that a network takes: CLIP's text model, or anything with its output. */
export interface PromptEncoder {
  /** Names the encoder and its weights: equal ids mean equal embeddings. It stands in checkpoints and keys the cache. */
  readonly id: string

  /** One embedding per text, not normalised; [512] each with CLIP ViT-B/32. */
  encode(texts: readonly string[]): Promise<Float32Array[]>
}
