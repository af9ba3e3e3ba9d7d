import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEmbedding } from './embedding-text.js'

/** A small random CLIP text model in Hugging Face's layout: see fixtures/make-tiny-clip.py. */
export const tinyClip = resolve(__dirname, '../fixtures/tiny-clip')

interface Golden {
  readonly text: string
  readonly ids: readonly number[]
  /** Tokens that did not fit. */
  readonly dropped: number
  readonly embedding: Float32Array
}

/** What PyTorch's CLIPTextModelWithProjection makes of texts with {@link tinyClip}. */
export const golden: readonly Golden[] = JSON.parse(
  readFileSync(resolve(__dirname, '../fixtures/golden.json'), 'utf8'),
).map((entry: Golden & { embedding: string }) => ({ ...entry, embedding: parseEmbedding(entry.embedding) }))
