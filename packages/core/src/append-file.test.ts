import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appendToFile } from './append-file.js'
import { EnvironmentError } from './errors.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-append-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('adds to what is there', async () => {
  const path = join(folder, 'log')
  await appendToFile(path, 'a\n')
  await appendToFile(path, new TextEncoder().encode('b\n'))
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n')
  const below = appendToFile(join(path, 'below'), 'c')
  await expect(below).rejects.toThrow(EnvironmentError)
  await expect(below).rejects.toThrow(/^cannot write .*below: /)
})
