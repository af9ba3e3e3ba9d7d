import { writeFile } from 'node:fs/promises'
import { DataError, type Picture } from '@dfpir/core'
import { damagedImage, type ImageSamples } from '@dfpir/testing'
import { createPicture } from './create-picture.js'
import { encodePicture } from './encode-picture.js'
import { openPicture } from './open-picture.js'
import { useTemporaryFolder } from './testing/temporary-folder.test.helper.js'

const temporary = useTemporaryFolder()

async function samples(): Promise<ImageSamples> {
  const picture = (depth: Picture['depth']): Picture => {
    const values = Array.from({ length: 3600 }, (_, i) => Math.round((Math.sin(i / 90) + 1) * (2 ** (depth - 1) - 1)))
    const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values)
    return { width: 40, height: 30, channels: 3, depth, data }
  }
  return [
    ['jpg', await encodePicture(picture(8), 'jpeg')],
    ['png', await encodePicture(picture(16), 'png')],
    ['webp', await encodePicture(picture(8), 'webp')],
    ['tif', await encodePicture(picture(16), 'tiff')],
    ['avif', await encodePicture(picture(8), 'avif')],
  ]
}

test('damaged files are refused in one line, or decoded; nothing is left behind', async () => {
  const whole = await samples()
  for (let index = 0; index < 60; index++) {
    const { name, bytes } = damagedImage(whole, index)
    const path = temporary.path(name)
    await writeFile(path, bytes)
    const outcome = await copy(path, index % 2 === 0 ? 0 : 1e9).catch((error: unknown) => error)
    if (outcome === undefined) continue
    expect(outcome).toBeInstanceOf(DataError)
    expect((outcome as DataError).message).toMatch(/^[^\n]*\d\.\w+[^\n]*$/)
  }
  expect(await temporary.entries()).not.toContainEqual(expect.stringMatching(/^dfpir-|\.tmp$/))
})

async function copy(path: string, maxMemory: number): Promise<void> {
  const source = await openPicture(path, { maxMemory, maxPixels: 1e7 })
  const sink = await createPicture(source, { maxMemory })
  await sink.writeRows(await source.readRows(0, source.height))
  await sink.save(`${path}.out.png`)
  await sink.dispose()
  await source.dispose()
}
