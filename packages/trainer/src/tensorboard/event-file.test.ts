import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventType, type TensorBoardEvent } from './event.js'
import { crc32c, EventFile, maskedCrc32c } from './event-file.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-events-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** The events of a folder's one file, every checksum checked. */
async function readEvents(): Promise<TensorBoardEvent[]> {
  const [name] = await readdir(folder)
  const bytes = await readFile(join(folder, name))
  const events: TensorBoardEvent[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at))
    const data = bytes.subarray(at + 12, at + 12 + length)
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)))
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(data))
    events.push(eventType.toObject(eventType.decode(data), { longs: Number }) as TensorBoardEvent)
    at += length + 16
  }
  return events
}

test('the checksum is the one of RFC 3720', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
})

test('a file begins with its version and the step from which on it counts', async () => {
  await EventFile.open(folder, 41)
  const [version, start] = await readEvents()
  expect(version).toMatchObject({ fileVersion: 'brain.Event:2' })
  expect(start).toMatchObject({ step: 41, sessionLog: { status: 1 } })
})

test('numbers and pictures come back by tag and step', async () => {
  const file = await EventFile.open(folder, 1)
  await file.scalars(5, { 'training/loss': 0.25, 'training/rate': 1e-4 })
  const encodedImageString = Uint8Array.of(137, 80, 78, 71)
  await file.image(6, 'examples/denoise', { width: 20, height: 10, colorspace: 3, encodedImageString })
  const [, , scalars, image] = await readEvents()
  expect(scalars.step).toBe(5)
  expect(scalars.summary?.value.map(({ tag, simpleValue }) => [tag, simpleValue])).toEqual([
    ['training/loss', 0.25],
    ['training/rate', Math.fround(1e-4)],
  ])
  const [value] = image.summary?.value ?? []
  expect(value).toMatchObject({ tag: 'examples/denoise', image: { width: 20, height: 10, colorspace: 3 } })
  expect([...(value.image?.encodedImageString ?? [])]).toEqual([137, 80, 78, 71])
})
