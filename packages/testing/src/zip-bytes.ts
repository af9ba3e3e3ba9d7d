import { crc32 } from 'node:zlib'
import { bytes, littleEndian } from './pickle-bytes.js'

/** A file in an archive. Omitted fields have correct values. */
export interface ZipFile {
  readonly name: string
  readonly data?: Uint8Array
  /** Name in the file's own header. */
  readonly headerName?: string
  /** Start offset in the directory. */
  readonly start?: number
  /** Size in the directory. */
  readonly size?: number
  readonly storedSize?: number
  readonly method?: number
  readonly flags?: number
  readonly checksum?: number
  /** Extra field in the directory. */
  readonly extra?: Uint8Array
}

export interface ZipOptions {
  readonly count?: number
  readonly directorySize?: number
  readonly directoryStart?: number
  readonly disk?: number
  readonly comment?: string
  /** Bytes between the directory and its end record. */
  readonly between?: (directoryStart: number, directorySize: number) => Uint8Array
}

/** Encodes a zip archive of stored files: a correct one, or one with the requested faults. */
export function zipBytes(files: readonly ZipFile[], options: ZipOptions = {}): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let position = 0
  for (const file of files) {
    const local = localPart(file)
    directory.push(directoryPart(file, file.start ?? position))
    parts.push(local)
    position += local.length
  }
  const start = position
  const listed = bytes(...directory)
  const between = options.between?.(start, listed.length) ?? bytes()
  return bytes(...parts, listed, between, endPart({ start, size: listed.length, count: files.length }, options))
}

function localPart(file: ZipFile): Uint8Array {
  const { name, headerName = name, data = bytes(), method = 0, flags = 0, checksum = crc32(data) } = file
  const encoded = Buffer.from(headerName, 'utf8')
  const sizes = [littleEndian(data.length, 4), littleEndian(data.length, 4)]
  const head = [...['PK\x03\x04', '\x14\0', littleEndian(flags, 2), littleEndian(method, 2), '\0\0\0\0']]
  return bytes(...head, littleEndian(checksum, 4), ...sizes, littleEndian(encoded.length, 2), '\0\0', encoded, data)
}

function directoryPart(file: ZipFile, start: number): Uint8Array {
  const { name, data = bytes(), method = 0, flags = 0, checksum = crc32(data), extra = bytes() } = file
  const { size = data.length, storedSize = size } = file
  const encoded = Buffer.from(name, 'utf8')
  const head = ['PK\x01\x02', '\x14\0\x14\0', littleEndian(flags, 2), littleEndian(method, 2), '\0\0\0\0']
  const sizes = [littleEndian(checksum, 4), littleEndian(storedSize, 4), littleEndian(size, 4)]
  const lengths = [littleEndian(encoded.length, 2), littleEndian(extra.length, 2), '\0\0', '\0\0']
  return bytes(...head, ...sizes, ...lengths, '\0\0\0\0\0\0', littleEndian(start, 4), encoded, extra)
}

function endPart(found: { start: number; size: number; count: number }, options: ZipOptions): Uint8Array {
  const { disk = 0, comment = '', count = found.count } = options
  const { directorySize = found.size, directoryStart = found.start } = options
  const counts = [littleEndian(disk, 2), littleEndian(disk, 2), littleEndian(count, 2), littleEndian(count, 2)]
  const place = [littleEndian(directorySize, 4), littleEndian(directoryStart, 4)]
  return bytes('PK\x05\x06', ...counts, ...place, littleEndian(comment.length, 2), comment)
}

/** Returns the files of an archive of `torch.save`: a pickle and the storages by key. */
export function torchFiles(pickled: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = {}): ZipFile[] {
  return [
    { name: 'net/data.pkl', data: pickled },
    { name: 'net/byteorder', data: bytes('little') },
    ...Object.entries(storages).map(([key, data]) => ({ name: `net/data/${key}`, data })),
    { name: 'net/version', data: bytes('3\n') },
  ]
}

/** Encodes a file as `torch.save` does. */
export function torchZip(pickled: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
  return zipBytes(torchFiles(pickled, storages))
}
