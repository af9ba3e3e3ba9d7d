import { readFileSync } from 'node:fs'

/** What the processor says it can do, as Linux lists it (`avx2`, `avx512_bf16`, …). Empty on other systems. */
export function processorFlags(): ReadonlySet<string> {
  const lines = readCpuInfo().split('\n')
  const line = lines.find(text => /^(flags|Features)\s*:/.test(text)) ?? ''
  return new Set(line.split(':').at(1)?.trim().split(/\s+/))
}

/** What oneDNN, which libtensorflow and OpenVINO compute with, asks for before it uses AVX-512 at all. */
const avx512 = ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl']

/**
 * How this processor computes products in bfloat16: in hardware, in float32 units (without a gain in speed), or not at
 * all, when asking for bfloat16 changes nothing.
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
