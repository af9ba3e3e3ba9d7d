import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** NVIDIA cards by name and memory, as `nvidia-smi` lists them; empty where there is no such tool. */
export async function findGpus(): Promise<string[]> {
  try {
    const query = ['--query-gpu=name,memory.total', '--format=csv,noheader']
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000, env: process.env })
    return stdout.split('\n').filter(line => line.trim() !== '')
  } catch {
    return []
  }
}
