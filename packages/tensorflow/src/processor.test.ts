import { bf16Support, runsTensorflow } from './processor.js'

test.each([
  ['hardware', ['avx', 'avx512f', 'avx512_bf16']],
  ['emulated', ['avx', 'avx512f']],
  ['none', ['avx', 'avx2']],
  ['none', []],
])('bfloat16: %s with %p', (support, flags) => {
  expect(bf16Support(new Set(flags))).toBe(support)
})

test('an x86 processor without AVX does not run TensorFlow; one that says nothing is given the benefit of the doubt', () => {
  expect(runsTensorflow(new Set(['sse4_2']), 'x64')).toBe(false)
  expect(runsTensorflow(new Set(['avx']), 'x64')).toBe(true)
  expect(runsTensorflow(new Set(), 'x64')).toBe(true)
  expect(runsTensorflow(new Set(['asimd']), 'arm64')).toBe(true)
})
