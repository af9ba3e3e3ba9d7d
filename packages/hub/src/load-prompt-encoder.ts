import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { cacheDirectory } from '@dfpir/core/node'
import type { ClipPromptEncoder, DisposablePromptEncoder, EncoderDtype } from '@dfpir/prompts/clip'
import { type HubId, parseHubId } from './hub-id.js'
import type { ResolveModelOptions } from './resolve-model.js'

export interface LoadPromptEncoderOptions extends Omit<ResolveModelOptions, 'cache'> {
  /**
   * Precision of the encoder's weights. Rounded weights change channel orders, which depend on small differences.
   *
   * @default 'fp32'
   */
  dtype?: EncoderDtype
  /**
   * The cache folder. Encoders of a hub are kept in `encoders`, embeddings in `prompts`.
   *
   * @default the per-user cache
   */
  cache?: string
  /**
   * Called with a sentence about texts that are too long and of a cache that cannot be written.
   *
   * @default emits a process warning
   */
  onWarning?: (message: string) => void
}

/**
 * CLIP's text encoder, from what a user calls it: a folder in Hugging Face's layout, or `owner/name[@revision]` on
 * huggingface.co (or on the hub that `HF_ENDPOINT` names), which is downloaded the first time and never touched again.
 * Embeddings that were made before come from the cache, without the model.
 *
 * ```ts
 * const encoder = await loadPromptEncoder('Xenova/clip-vit-base-patch32')
 * const [embedding] = await encoder.encode(['Rain degradation with rain lines'])
 * ```
 *
 * @throws UsageError for what is neither, EnvironmentError when a file cannot be had, DataError when the folder is no CLIP
 * text model or what came is not what the hub says it is
 */
export async function loadPromptEncoder(
  location: string,
  options: LoadPromptEncoderOptions = {},
): Promise<DisposablePromptEncoder> {
  const { cache = cacheDirectory(), onWarning } = options
  const { CachedPromptEncoder } = await import('@dfpir/prompts/clip')
  const encoder = await openEncoder(location, { ...options, cache })
  return new CachedPromptEncoder(encoder, { folder: join(cache, 'prompts'), onWarning })
}

type Settings = LoadPromptEncoderOptions & { cache: string }

async function openEncoder(location: string, options: Settings): Promise<ClipPromptEncoder> {
  const { ClipPromptEncoder } = await import('@dfpir/prompts/clip')
  if (existsSync(location)) return ClipPromptEncoder.open(location, options)
  const hubId = parseHubId(location)
  if (hubId === undefined) {
    throw new UsageError(`there is no text encoder "${location}"`, {
      hint: "Give a folder in Hugging Face's layout, or owner/name on the hub, such as Xenova/clip-vit-base-patch32.",
    })
  }
  const folder = await fetchEncoder(hubId, options)
  return ClipPromptEncoder.open(folder, { ...options, id: `${hubId.repository}@${basename(folder)}` })
}

async function fetchEncoder(id: HubId, { dtype = 'fp32', cache, ...options }: Settings): Promise<string> {
  const [{ clipFiles }, { fetchSnapshot }] = await Promise.all([
    import('@dfpir/prompts/clip'),
    import('./fetch-snapshot.js'),
  ])
  const files = clipFiles(dtype)
  const layout = `A text encoder on the hub has ${files.map(({ name }) => name).join(', ')}, as Xenova/clip-vit-base-patch32.`
  return fetchSnapshot(id, { ...options, cache: join(cache, 'encoders', dtype), files, layout })
}
