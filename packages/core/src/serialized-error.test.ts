import { DataError, DfpirError, UsageError } from './errors.js'
import { deserializeError, serializeError } from './serialized-error.js'

test('an error that passed as plain data has its class, message and hint again', () => {
  const error = new DataError('a.png is damaged', { hint: 'Copy it again.' })
  const again = deserializeError(JSON.parse(JSON.stringify(serializeError(error))))
  expect(again).toBeInstanceOf(DataError)
  expect(again).not.toBeInstanceOf(UsageError)
  expect(again).toMatchObject({ message: 'a.png is damaged', hint: 'Copy it again.' })
})

test('others are errors without a class, and what is no error is its text', () => {
  expect(deserializeError(serializeError(new RangeError('too far')))).not.toBeInstanceOf(DfpirError)
  expect(serializeError('broken')).toEqual({ kind: 'Error', message: 'broken' })
})
