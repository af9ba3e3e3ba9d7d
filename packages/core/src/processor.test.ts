import { bf16Support } from './processor.js'

test.each([
  ['hardware', ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl', 'avx512_bf16']],
  ['hardware', ['avx2', 'avx_ne_convert', 'avx_vnni_int8']],
  ['emulated', ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl']],
  ['none', ['avx512f']], // Knights Landing, or a virtual machine that hides the rest
  ['none', ['avx', 'avx2']],
  ['none', []],
])('bfloat16: %s with %p', (support, flags) => {
  expect(bf16Support(new Set(flags))).toBe(support)
})
