import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError } from './errors.js'
import { readFailure } from './read-failure.js'

/** The error for a path that really cannot be read. */
async function failureOf(path: string): Promise<DataError> {
  try {
    await readFile(path)
  } catch (cause) {
    return readFailure(path, cause)
  }
  throw new Error(`${path} can be read`)
}

test('what the file system said is put in words', async () => {
  const missing = join(tmpdir(), 'dfpir-there-is-no-such-file')
  expect(await failureOf(missing)).toBeInstanceOf(DataError)
  expect((await failureOf(missing)).message).toBe(`cannot read ${missing}: the file does not exist`)
  expect((await failureOf(tmpdir())).message).toContain('it is a folder')
})

test('the unknown is quoted', () => {
  expect(readFailure('x', new Error('odd thing')).message).toBe('cannot read x: odd thing')
  expect(readFailure('x', 'text').message).toBe('cannot read x: text')
})
