import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { openPairs } from './index.js'
import { temporaryFolder, waves } from './temporary-folder.test.helper.js'

test('files are matched by name without ending; those without partner are reported', async () => {
  const inputs = await temporaryFolder({
    '10.png': waves(6, 4, 1),
    'a/2.png': waves(6, 4, 2),
    'lonely.png': waves(6, 4),
  })
  const targets = await temporaryFolder({ '10.tiff': waves(6, 4, 3), 'a/2.png': waves(6, 4, 4), '2.png': waves(6, 4) })
  const pairs = await openPairs(inputs, targets)
  expect(pairs.pairs).toEqual([
    { name: '10', input: join(inputs, '10.png'), target: join(targets, '10.tiff') },
    { name: 'a/2', input: join(inputs, 'a/2.png'), target: join(targets, 'a/2.png') },
  ])
  expect(pairs.unmatched).toEqual({ inputs: [join(inputs, 'lonely.png')], targets: [join(targets, '2.png')] })
  expect(await pairs.pictures(0)).toEqual({ input: waves(6, 4, 1), target: waves(6, 4, 3) })
})

test('partners of different sizes are refused with both sizes', async () => {
  const inputs = await temporaryFolder({ '1.png': waves(6, 4) })
  const targets = await temporaryFolder({ '1.png': waves(4, 6) })
  const reading = (await openPairs(inputs, targets)).pictures(0)
  await expect(reading).rejects.toThrow(DataError)
  await expect(reading).rejects.toThrow(`${join(inputs, '1.png')} is 6×4 pixels, ${join(targets, '1.png')} 4×6`)
})

test('folders without a common name, and names that are not unique, are refused', async () => {
  const bytes = new Uint8Array(1)
  const inputs = await temporaryFolder({ 'rain-1.png': bytes })
  const targets = await temporaryFolder({ 'clean-1.png': bytes })
  await expect(openPairs(inputs, targets)).rejects.toThrow('(such as rain-1)')
  const twice = await temporaryFolder({ 'rain-1.png': bytes, 'rain-1.jpg': bytes })
  await expect(openPairs(inputs, twice)).rejects.toThrow('have the same name rain-1')
  await expect(openPairs(inputs, join(targets, 'gone'))).rejects.toThrow(UsageError)
})
