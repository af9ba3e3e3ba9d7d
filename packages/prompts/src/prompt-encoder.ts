/** Turns texts into the vectors that a network expects: CLIP's text model, or anything with the same output. */
export interface PromptEncoder {
  /**
   * Names the encoder and its weights: equal ids mean equal embeddings. It is stored in checkpoints and is part of
   * cache keys.
   */
  readonly id: string

  /** One embedding per text, not normalised; [512] each with CLIP ViT-B/32. */
  encode(texts: readonly string[]): Promise<Float32Array[]>
}
