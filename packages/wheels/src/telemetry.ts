import { isMainThread } from 'node:worker_threads'

const variable = 'ORT_DISABLE_TELEMETRY'

/**
 * Turns onnxruntime's telemetry off, unless the user has set `ORT_DISABLE_TELEMETRY`. Since 1.29 onnxruntime stores a
 * device id and events on Linux and macOS, and uploads them. It reads the variable once, so call this before it is loaded.
 */
export async function disableOnnxruntimeTelemetry(): Promise<void> {
  process.env[variable] ??= '1' // child processes inherit it
  if (isMainThread || process.platform === 'win32') return
  const { setNativeVariable } = await import('./native/environment.js')
  setNativeVariable(variable, process.env[variable])
}
