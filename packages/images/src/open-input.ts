import { addAbortSignal, Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { DataError, DfpirError, type Picture, type Resource, resource, UsageError } from '@dfpir/core'
import type { ImageFormat } from './image-format.js'
import { mostBytes, tooManyBytes } from './inspect-picture.js'
import { type OpenPictureOptions, openPicture } from './open-picture.js'
import type { PictureMetadata } from './picture-info.js'
import { type RowSource, rowsOf } from './rows.js'

/** A stream of bytes, from Node or the web. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>

/** A picture that the caller opened, such as a `PictureSource`. */
export interface OpenSource extends RowSource {
  /** The input's file format; undefined for a picture in memory. */
  readonly format?: ImageFormat
  readonly metadata?: PictureMetadata
}

/** A picture in memory, the path of an image file, its bytes, a stream of its bytes, or an open picture. */
export type PictureInput = Picture | string | Uint8Array | ByteStream | OpenSource

/** An open input that can be read by rows. */
export interface OpenInput extends OpenSource, Resource {
  readonly metadata: PictureMetadata
}

/**
 * Opens an input. Reads a stream to its end first. Uses an open picture directly: disposing of the result does not
 * dispose of that picture.
 *
 * @throws UsageError for any other value, DataError for an image or stream that cannot be read, the signal's reason if
 * it was aborted
 */
export async function openInput(input: PictureInput, options: OpenPictureOptions = {}): Promise<OpenInput> {
  options.signal?.throwIfAborted()
  if (typeof input === 'string' || input instanceof Uint8Array) return openPicture(input, options)
  if (isStream(input)) return openPicture(await readStream(input, options), options)
  if (typeof input !== 'object' || input === null || !('data' in input || 'readRows' in input)) {
    const hint = 'Pass a picture, the path of an image file, its bytes, a stream of its bytes, or an open picture.'
    throw new UsageError(`expected a picture, got ${input === null ? 'null' : `a value of type ${typeof input}`}`, {
      hint,
    })
  }
  if ('readRows' in input) return borrow(input)
  const metadata = 'metadata' in input ? (input.metadata as PictureMetadata) : {}
  return { ...rowsOf(input), metadata, ...resource() }
}

/** An open picture that its owner disposes of. */
function borrow(source: OpenSource): OpenInput {
  const { width, height, channels, depth, format, metadata = {} } = source
  const readRows: RowSource['readRows'] = (top, count) => source.readRows(top, count)
  return { width, height, channels, depth, format, metadata, readRows, ...resource() }
}

function isStream(input: PictureInput): input is ByteStream {
  return typeof input === 'object' && input !== null && Symbol.asyncIterator in input
}

/**
 * Reads a stream to its end.
 *
 * @throws UsageError for a stream of anything but bytes, DataError if it breaks or exceeds `maxBytes` bytes (by default
 * 2³²), the signal's reason if it was aborted
 */
export async function readStream(
  stream: ByteStream,
  { signal, maxBytes = mostBytes }: Pick<OpenPictureOptions, 'signal' | 'maxBytes'> = {},
): Promise<Uint8Array> {
  const readable = stream instanceof Readable ? stream : Readable.from(stream)
  if (signal) addAbortSignal(signal, readable)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of readable) {
      size += checkChunk(chunk).length
      if (size > maxBytes) throw tooManyBytes('the image data', size, maxBytes)
      chunks.push(chunk)
    }
  } catch (cause) {
    signal?.throwIfAborted()
    if (DfpirError.isInstance(cause)) throw cause
    throw new DataError(`cannot read the stream: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
  return Buffer.concat(chunks)
}

function checkChunk(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  throw new UsageError(`expected a stream of bytes, got a chunk of type ${typeof chunk}`, {
    hint: 'Open the stream without an encoding, which turns bytes into text.',
  })
}
