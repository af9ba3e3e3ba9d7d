import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** The per-user cache folder of dfpir: `DFPIR_CACHE`, else the platform's usual place. Does not create it. */
export function cacheDirectory(): string {
  const { DFPIR_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (DFPIR_CACHE) return DFPIR_CACHE
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches', 'dfpir')
  if (platform() === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'dfpir')
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'dfpir')
}
