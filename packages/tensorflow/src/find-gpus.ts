import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Lists NVIDIA cards by name and memory with `nvidia-smi`. Empty if that tool is missing. */
export async function findGpus(): Promise<string[]> {
  try {
    const query = ['--query-gpu=name,memory.total', '--format=csv,noheader']
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000, env: process.env })
    return stdout.split('\n').filter(line => line.trim() !== '')
  } catch {
    return []
  }
}
