import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Picture, resource } from '@dfpir/core'
import { decodeError } from './decode-error.js'
import { decodeInspected, pipelineOf } from './decode-picture.js'
import { type DecodeOptions, type Inspected, inspectPicture } from './inspect-picture.js'
import { viewOf } from './metadata/byte-source.js'
import { orientFile } from './orient-file.js'
import type { PictureSource } from './picture-info.js'
import { PixelFile } from './pixel-file.js'
import { rowsOf } from './rows.js'
import { pictureOf } from './stored-samples.js'
import { temporaryFolder } from './temporary-folder.js'

export interface OpenPictureOptions extends DecodeOptions {
  /**
   * Pictures of more decoded bytes are stored in a temporary file instead of in memory.
   *
   * @default 64 MiB
   */
  maxMemory?: number
  /** If it is aborted, nothing is opened, and `openPicture` rejects with its reason. */
  signal?: AbortSignal
}

/** Decoded pictures of more bytes are stored in files. */
export const defaultMaxMemory = 2 ** 26

/**
 * Opens a photograph, from a file or from its bytes, for reading by rows. Decodes it once: into memory if it is small,
 * else into a temporary file that is deleted when the picture is disposed of or the process ends. Keeps an embedded
 * colour profile in the metadata unless `profile` is `convert`. Otherwise like {@link decodePicture}.
 *
 * @throws DataError like {@link decodePicture}; EnvironmentError if there is no space for the temporary file
 */
export async function openPicture(
  source: string | Uint8Array,
  { maxMemory = defaultMaxMemory, signal, ...options }: OpenPictureOptions = {},
): Promise<PictureSource> {
  signal?.throwIfAborted()
  const inspected = await inspectPicture(source, { profile: 'keep', ...options })
  const { width, height, channels, depth } = inspected.info
  signal?.throwIfAborted()
  const opened = await (width * height * channels * (depth / 8) > maxMemory ? openInFile : openInMemory)(inspected)
  if (!signal?.aborted) return opened
  await opened.dispose()
  throw signal.reason
}

async function openInMemory(inspected: Inspected): Promise<PictureSource> {
  const { readRows } = rowsOf(await decodeInspected(inspected))
  return {
    ...inspected.info,
    readRows,
    ...resource(),
  }
}

async function openInFile(inspected: Inspected): Promise<PictureSource> {
  const decoded = await decodeToFile(inspected)
  return {
    ...inspected.info,
    readRows: async (top, count) => pictureOf(await decoded.readRows(top, count), inspected),
    ...resource(() => decoded.dispose()),
  }
}

/** Decodes into a file that has no name afterwards, so it disappears with its last user. */
async function decodeToFile(inspected: Inspected): Promise<PixelFile> {
  const folder = await temporaryFolder()
  const stored = join(folder.path, 'stored.v')
  try {
    const image = await pipelineOf(inspected, { upright: false })
    await image.toFile(stored).catch((cause: unknown) => {
      throw decodeError(inspected.name, inspected.info.format, cause)
    })
    const decoded = await openVipsFile(stored, inspected)
    if (inspected.orientation === 1) return decoded
    return await orientFile(decoded, join(folder.path, 'upright'), inspected.orientation).finally(() =>
      decoded.dispose(),
    )
  } finally {
    await folder.dispose()
  }
}

/** Opens a file in libvips's own format: a header of 64 bytes, then the samples. */
async function openVipsFile(path: string, { info: { depth, format }, name }: Inspected): Promise<PixelFile> {
  const file = await open(path)
  const head = new Uint8Array(64)
  await file.read(head, 0, 64, 0).finally(() => file.close())
  const view = viewOf(head)
  const littleEndian = view.getUint32(0) === 0xb6a6f208
  const [width, height, channels, , kind] = [4, 8, 12, 16, 20].map(at => view.getInt32(at, littleEndian))
  if (kind !== (depth === 16 ? 2 : 0)) throw decodeError(name, format, new Error('unsupported sample type'))
  return PixelFile.open(path, { width, height, channels: channels as Picture['channels'], depth, offset: 64 })
}
