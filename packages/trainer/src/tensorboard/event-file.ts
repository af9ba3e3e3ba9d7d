import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { appendToFile } from '@dfpir/core/node'
import { type EventImage, encodeEvent, type TensorBoardEvent } from './event.js'

/** TensorBoard drops the records of this step and later ones from earlier files in the folder. */
const sessionStart = 1

/**
 * An event file for TensorBoard with numbers and pictures by tag and step. Each process writes its own file. After a
 * resume, the new file records the step from which the earlier ones no longer count.
 */
export class EventFile {
  private constructor(private readonly path: string) {}

  /** @param step the first step that will be written, counted from 1 */
  static async open(folder: string, step: number): Promise<EventFile> {
    await mkdir(folder, { recursive: true })
    const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0')
    const file = new EventFile(join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.dfpir`))
    await file.write({ step: 0, fileVersion: 'brain.Event:2' })
    await file.write({ step, sessionLog: { status: sessionStart } })
    return file
  }

  async scalars(step: number, values: Readonly<Record<string, number>>): Promise<void> {
    const value = Object.entries(values).map(([tag, simpleValue]) => ({ tag, simpleValue }))
    await this.write({ step, summary: { value } })
  }

  async image(step: number, tag: string, image: EventImage): Promise<void> {
    await this.write({ step, summary: { value: [{ tag, image }] } })
  }

  private write(event: Omit<TensorBoardEvent, 'wallTime'>): Promise<void> {
    return appendToFile(this.path, record(encodeEvent({ wallTime: Date.now() / 1000, ...event })))
  }
}

/** TFRecord: length, its checksum, the bytes, their checksum. */
function record(data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.length + 16)
  bytes.writeBigUInt64LE(BigInt(data.length), 0)
  bytes.writeUInt32LE(maskedCrc32c(bytes.subarray(0, 8)), 8)
  bytes.set(data, 12)
  bytes.writeUInt32LE(maskedCrc32c(data), data.length + 12)
  return bytes
}

/** The table of CRC-32C (Castagnoli), reflected polynomial 0x82f63b78. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/** Computes the CRC-32C of bytes (RFC 3720, B.4). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255] ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

/** Computes the checksum of TFRecord files: rotated and offset, so that checksums of checksums do not coincide. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
