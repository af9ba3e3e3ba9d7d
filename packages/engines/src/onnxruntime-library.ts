import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { disableOnnxruntimeTelemetry } from '@dfpir/wheels/telemetry'
import type { EngineFound } from './engine.js'

const packageFile = 'onnxruntime-node/package.json'

/** Finds `onnxruntime-node` with a library for this platform, and its version. Loads nothing. */
export async function findOnnxruntime(): Promise<EngineFound | undefined> {
  try {
    const path = createRequire(import.meta.url).resolve(packageFile)
    const platform = join(process.platform, process.arch)
    if (!existsSync(join(dirname(path), 'bin', 'napi-v6', platform, 'onnxruntime_binding.node'))) return undefined
    const { version }: { version: string } = JSON.parse(await readFile(path, 'utf8'))
    return { version }
  } catch {
    return undefined
  }
}

/** @throws EnvironmentError if it is not installed or does not load on this platform. */
export async function loadOnnxruntime(): Promise<typeof import('onnxruntime-node')> {
  try {
    await disableOnnxruntimeTelemetry()
    const runtime = await import('onnxruntime-node')
    runtime.env.logLevel = 'fatal' // errors are thrown, so nothing needs to be logged
    return runtime
  } catch (cause) {
    throw new EnvironmentError(
      `onnxruntime-node does not load on ${process.platform} ${process.arch}: ${reason(cause)}`,
      { cause, hint: 'Reinstall the dependencies, or use another engine.' },
    )
  }
}

/** Returns the first line of an error's message. */
export function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
}
