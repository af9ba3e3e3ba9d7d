import type { ImageFormat } from '../image-format.js'
import type { ByteSource } from './byte-source.js'
import { embedInAvif } from './embed-in-avif.js'
import { embedInJpeg } from './embed-in-jpeg.js'
import { embedInPng } from './embed-in-png.js'
import { embedInTiff } from './embed-in-tiff.js'
import { embedInWebp } from './embed-in-webp.js'
import { type Blocks, type Splice, splice } from './splice.js'

const embedders: Record<ImageFormat, (source: ByteSource, blocks: Blocks) => Promise<Splice[]>> = {
  avif: embedInAvif,
  jpeg: embedInJpeg,
  png: embedInPng,
  tiff: embedInTiff,
  webp: embedInWebp,
}

/** Inserts EXIF and IPTC into an encoded file, if its format supports them. */
export async function* embedMetadata(
  source: ByteSource,
  format: ImageFormat,
  blocks: Blocks,
): AsyncGenerator<Uint8Array> {
  yield* splice(source, blocks.exif || blocks.iptc ? await embedders[format](source, blocks) : [])
}
