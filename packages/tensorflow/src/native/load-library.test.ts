import { runsTensorflow } from './load-library.js'

test('an x86 processor without AVX does not run TensorFlow; one that says nothing is given the benefit of the doubt', () => {
  expect(runsTensorflow(new Set(['sse4_2']), 'x64')).toBe(false)
  expect(runsTensorflow(new Set(['avx']), 'x64')).toBe(true)
  expect(runsTensorflow(new Set(), 'x64')).toBe(true)
  expect(runsTensorflow(new Set(['asimd']), 'arm64')).toBe(true)
})
