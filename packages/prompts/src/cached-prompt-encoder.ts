import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DfpirError, type Resource, ResourceBase } from '@dfpir/core'
import { cacheDirectory, writeFileAtomic } from '@dfpir/core/node'
import { embeddingText, parseEmbedding } from './embedding-text.js'
import type { PromptEncoder } from './prompt-encoder.js'

export interface CachedPromptEncoderOptions {
  /**
   * The folder for embeddings.
   *
   * @default `prompts` in the per-user cache
   */
  folder?: string
  /**
   * Called once, with a message, if embeddings cannot be stored.
   *
   * @default emits a process warning
   */
  onWarning?: (message: string) => void
}

/** An embedding on disk. */
interface Entry {
  readonly encoder: string
  readonly text: string
  readonly embedding: string
  /** The hash of the embedding's bytes. */
  readonly sha256: string
}

/** An encoder that can be freed. */
export type DisposablePromptEncoder = PromptEncoder & Resource

/**
 * Caches an encoder's embeddings on disk, by the encoder's id and the text, so a known text needs only a small file and
 * no model. Entries are written completely or not at all, damaged ones are replaced, and processes may share the
 * folder.
 */
export class CachedPromptEncoder extends ResourceBase implements DisposablePromptEncoder {
  private readonly folder: string
  private warned = false

  constructor(
    private readonly encoder: DisposablePromptEncoder,
    private readonly options: CachedPromptEncoderOptions = {},
  ) {
    super()
    this.folder = options.folder ?? join(cacheDirectory(), 'prompts')
  }

  get id(): string {
    return this.encoder.id
  }

  /** @throws any error of the encoder; a cache that cannot be written causes only a warning */
  async encode(texts: readonly string[]): Promise<Float32Array[]> {
    const known = await Promise.all(texts.map(text => this.read(text)))
    const missing = [...new Set(texts.filter((_, index) => known[index] === undefined))]
    if (missing.length === 0) return known as Float32Array[]
    const made = await this.encoder.encode(missing)
    await Promise.all(missing.map((text, index) => this.write(text, made[index])))
    return texts.map((text, index) => known[index] ?? made[missing.indexOf(text)].slice())
  }

  protected async free(): Promise<void> {
    await this.encoder.dispose()
  }

  private path(text: string): string {
    return join(this.folder, `${sha256(JSON.stringify([this.id, text]))}.json`)
  }

  /** Returns undefined if the entry is missing, is damaged, or belongs to another text. */
  private async read(text: string): Promise<Float32Array | undefined> {
    try {
      const entry: Partial<Entry> = JSON.parse(await readFile(this.path(text), 'utf8'))
      if (entry.encoder !== this.id || entry.text !== text || entry.embedding === undefined) return undefined
      const embedding = parseEmbedding(entry.embedding)
      return embedding.length > 0 && sha256(embedding) === entry.sha256 ? embedding : undefined
    } catch {
      return undefined
    }
  }

  private async write(text: string, embedding: Float32Array): Promise<void> {
    const entry: Entry = {
      ...{ encoder: this.id, text },
      ...{ embedding: embeddingText(embedding), sha256: sha256(embedding) },
    }
    await writeFileAtomic(this.path(text), `${JSON.stringify(entry)}\n`).catch(error => {
      if (!DfpirError.isInstance(error)) throw error
      this.warn(`embeddings are not cached: ${error.message}`)
    })
  }

  private warn(message: string): void {
    const { onWarning = text => process.emitWarning(text) } = this.options
    if (!this.warned) onWarning(message)
    this.warned = true
  }
}

function sha256(content: string | Float32Array): string {
  const bytes =
    typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  return createHash('sha256').update(bytes).digest('hex')
}
