import { bf16Support } from './processor.js'

test.each([
  ['hardware', ['avx', 'avx512f', 'avx512_bf16']],
  ['emulated', ['avx', 'avx512f']],
  ['none', ['avx', 'avx2']],
  ['none', []],
])('bfloat16: %s with %p', (support, flags) => {
  expect(bf16Support(new Set(flags))).toBe(support)
})
