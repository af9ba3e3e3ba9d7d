import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from 'node:os'
import { bf16Support } from '@dfpir/core/node'

/** Node, the system and its processor. Memory in bytes. */
export interface MachineReport {
  readonly node: { readonly version: string; readonly supported: boolean }
  readonly platform: { readonly os: string; readonly release: string; readonly arch: string }
  readonly cpu: { readonly model: string; readonly threads: number; readonly bf16: ReturnType<typeof bf16Support> }
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number }
}

/** The oldest Node version that the packages support. */
export const oldestNode = '20.19'

export function inspectMachine(): MachineReport {
  return {
    node: { version: process.versions.node, supported: isSupportedNode(process.versions.node) },
    platform: { os: platform(), release: release(), arch: arch() },
    cpu: { model: cpus().at(0)?.model.trim() ?? 'unknown', threads: availableParallelism(), bf16: bf16Support() },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
  }
}

/** True from {@link oldestNode} on. */
export function isSupportedNode(version: string): boolean {
  const [major, minor] = version.split('.').map(Number)
  const [oldestMajor, oldestMinor] = oldestNode.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}
