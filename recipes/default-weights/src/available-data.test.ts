import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { availableData } from './available-data.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-available-'))
afterAll(() => rmSync(folder, { recursive: true }))

const missing = join(folder, 'missing')
const noise = { task: 'denoise', sigma: 25, clean: folder, repeat: 1 } as const

test('what is there stays as it is', () => {
  const data = [noise, { task: 'lowlight', input: folder, target: folder, repeat: 2 } as const]
  expect(availableData(data)).toEqual({ data, notes: [] })
})

test('entries without their folders are left out, and rain without streaks is computed', () => {
  const { data, notes } = availableData([
    noise,
    { task: 'derain', clean: folder, streaks: missing, repeat: 3 },
    { task: 'dehaze', clean: folder, depth: missing, repeat: 1 },
    { task: 'lowlight', input: folder, target: missing, repeat: 1 },
  ])
  expect(data).toEqual([noise, { task: 'derain', clean: folder, repeat: 3 }])
  expect(notes).toEqual([
    `rain is computed: ${missing} is missing`,
    `without an entry for dehaze: ${missing} is missing`,
    `without an entry for lowlight: ${missing} is missing`,
  ])
})

test('nothing at all is an error that names a folder', () => {
  expect(() => availableData([{ ...noise, clean: missing }])).toThrow(UsageError)
})
