import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import { parseSweep } from './sweep.js'
import { sweepFolder, tinySweep } from './sweep.test.helper.js'
import { readSweepRecord, recordSweep } from './sweep-record.js'

test('a sweep is read as it was recorded, from where its folder lies now', async () => {
  const root = await sweepFolder()
  const sweep = await parseSweep({ ...tinySweep, sweep: { gamma: [0.5, 1] }, seeds: [0, 1] }, root)
  await recordSweep(sweep)
  expect(await readSweepRecord(sweep.output)).toEqual(sweep)
  const moved = join(root, 'moved')
  await cp(sweep.output, moved, { recursive: true })
  expect(await readSweepRecord(moved)).toEqual({ ...sweep, output: moved })
  expect(await readSweepRecord(root)).toBeUndefined()
})

test.each([
  '{"trials":',
  '{}',
  '{"root":"/","evaluate":{},"trials":[{"id":"../..","name":"a","overrides":{},"seed":0,"content":{}}]}',
])('%s is no record', async text => {
  const folder = await sweepFolder()
  await writeFile(join(folder, 'sweep.json'), text)
  await expect(readSweepRecord(folder)).rejects.toThrow(DataError)
})
