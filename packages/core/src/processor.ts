import { readFileSync } from 'node:fs'

/** What the processor says it can do, as Linux lists it (`avx2`, `avx512_bf16`, …). Empty on other systems. */
export function processorFlags(): ReadonlySet<string> {
  const lines = readCpuInfo().split('\n')
  const line = lines.find(text => /^(flags|Features)\s*:/.test(text)) ?? ''
  return new Set(line.split(':').at(1)?.trim().split(/\s+/))
}

/**
 * How this processor computes products in bfloat16: in hardware, in float32 units (without a gain in speed), or not at
 * all, when asking for bfloat16 changes nothing.
 */
export function bf16Support(flags = processorFlags()): 'hardware' | 'emulated' | 'none' {
  if (['avx512_bf16', 'amx_bf16', 'avx_ne_convert'].some(flag => flags.has(flag))) return 'hardware'
  return flags.has('avx512f') ? 'emulated' : 'none'
}

function readCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return ''
  }
}
