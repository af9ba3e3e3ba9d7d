import { inspect } from 'node:util'
import { DataError, DfpirError, EnvironmentError, UsageError } from './errors.js'

test.each([UsageError, DataError, EnvironmentError])('%p carries its name, hint and cause', Kind => {
  const cause = new Error('below')
  const error = new Kind('expected a, got b', { hint: 'Use a.', cause })
  expect(error).toMatchObject({ name: Kind.name, message: 'expected a, got b', hint: 'Use a.', cause })
  expect(error).toBeInstanceOf(DfpirError)
  expect(DfpirError.isInstance(error)).toBe(true)
})

test('without details there is no empty cause to print', () => {
  expect(new UsageError('x').hint).toBeUndefined()
  expect(inspect(new UsageError('x'))).not.toContain('cause')
})

test('kinds are told apart, and from foreign errors', () => {
  expect(new UsageError('x')).not.toBeInstanceOf(DataError)
  expect([new Error('x'), null, undefined, 'x', {}].some(DfpirError.isInstance)).toBe(false)
})

test('an error of another copy of the package is known', () => {
  const copy = Object.assign(new Error('x'), { [Symbol.for('dfpir.error')]: true })
  expect(DfpirError.isInstance(copy)).toBe(true)
})
