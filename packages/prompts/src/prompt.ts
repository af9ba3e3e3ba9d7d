import type { Task } from '@dfpir/core'

/** A degradation described by a text. */
export interface PromptText {
  /** A short, stable name: `denoise-15`, `derain`. */
  readonly name: string
  readonly task: Task
  /** The sentence that the text encoder encodes. */
  readonly text: string
  /** The standard deviation of the noise that it names, in units of 1/255. */
  readonly sigma?: number
}

/** A degradation described by a text, with the vector that the network expects. */
export interface Prompt extends PromptText {
  /** The text's embedding, not normalised; [512] with CLIP ViT-B/32. */
  readonly embedding: Float32Array
}

/** The prompts that a network was trained with. */
export type PromptTable = readonly Prompt[]
