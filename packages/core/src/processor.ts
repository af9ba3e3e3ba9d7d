import { readFileSync } from 'node:fs'

/** The processor's features as Linux lists them (`avx2`, `avx512_bf16`, …). Empty on other systems. */
export function processorFlags(): ReadonlySet<string> {
  const lines = readCpuInfo().split('\n')
  const line = lines.find(text => /^(flags|Features)\s*:/.test(text)) ?? ''
  return new Set(line.split(':').at(1)?.trim().split(/\s+/))
}

/** The features that oneDNN, used by libtensorflow and OpenVINO, requires before it uses AVX-512. */
const avx512 = ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl']

/**
 * How this processor computes products in bfloat16: in hardware, in float32 units (no faster), or not at all; the
 * option then has no effect.
 */
export function bf16Support(flags = processorFlags()): 'hardware' | 'emulated' | 'none' {
  const hasAll = (names: readonly string[]) => names.every(name => flags.has(name))
  if (hasAll([...avx512, 'avx512_bf16']) || hasAll(['amx_bf16']) || hasAll(['avx_ne_convert', 'avx_vnni_int8']))
    return 'hardware'
  return hasAll(avx512) ? 'emulated' : 'none'
}

function readCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return ''
  }
}
