import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { cacheDirectory } from '@dfpir/core/node'
import type { DisposablePromptEncoder, EncoderDtype } from '@dfpir/prompts/clip'
import { type HubId, parseHubId } from './hub-id.js'
import type { ResolveModelOptions } from './resolve-model.js'

export interface LoadPromptEncoderOptions extends Omit<ResolveModelOptions, 'cache'> {
  /**
   * The precision of the encoder's weights. Rounded weights change channel orders, which depend on small differences.
   *
   * @default 'fp32'
   */
  dtype?: EncoderDtype
  /**
   * The cache folder. It stores encoders from a hub in `encoders`, and embeddings in `prompts`.
   *
   * @default the per-user cache
   */
  cache?: string
  /**
   * Called with a message if a text is too long or the cache cannot be written.
   *
   * @default emits a process warning
   */
  onWarning?: (message: string) => void
}

/**
 * Loads CLIP's text encoder from a folder in Hugging Face's layout, or from `owner/name[@revision]` on huggingface.co
 * (or on the hub that `HF_ENDPOINT` names). A folder may also contain a BERT model, which becomes a sentence encoder. A hub model is downloaded once and never changed afterwards. Known
 * embeddings come from the cache, without loading the model.
 *
 * ```ts
 * const encoder = await loadPromptEncoder('Xenova/clip-vit-base-patch32')
 * const [embedding] = await encoder.encode(['Rain degradation with rain lines'])
 * ```
 *
 * @throws UsageError if it is neither, EnvironmentError if a file cannot be obtained, DataError if the folder is not a
 * text encoder or a download does not match the hub's hash
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

async function openEncoder(location: string, options: Settings): Promise<DisposablePromptEncoder> {
  const { ClipPromptEncoder, openEncoderFolder } = await import('@dfpir/prompts/clip')
  if (existsSync(location)) return openEncoderFolder(location, options)
  const hubId = parseHubId(location)
  if (hubId === undefined) {
    throw new UsageError(`there is no text encoder "${location}"`, {
      hint: "Pass a folder in Hugging Face's layout, or owner/name on the hub, such as Xenova/clip-vit-base-patch32.",
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
  const layout = `A text encoder on the hub has ${files.map(({ name }) => name).join(', ')}, like Xenova/clip-vit-base-patch32.`
  return fetchSnapshot(id, { ...options, cache: join(cache, 'encoders', dtype), files, layout })
}
