import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Returns a text that changes whenever the code that makes graphs may have changed: the versions of this package and of
 * the `@dfpir` packages below it, with the sizes and times of their files, because a checkout is rebuilt without a new
 * version.
 */
export function codeVersion(): string {
  const hash = createHash('sha256')
  for (const folder of codeFolders(dirname(fileURLToPath(import.meta.url)))) {
    hash.update(readFileSync(join(folder, '..', 'package.json')))
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/(?<!\.d)\.[jt]s$/.test(name)) continue
      const { size, mtimeMs } = statSync(join(folder, name))
      hash.update(`${name} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

/** Yields this code folder and those of the `@dfpir` packages that its package depends on, directly or not. */
function codeFolders(first: string): Iterable<string> {
  const folders = new Map([['', first]])
  for (const folder of folders.values()) {
    const manifest = join(folder, '..', 'package.json')
    const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(readFileSync(manifest, 'utf8'))
    const added = Object.keys(dependencies).filter(name => name.startsWith('@dfpir/') && !folders.has(name))
    const { resolve } = createRequire(manifest)
    for (const name of added) folders.set(name, dirname(resolve(name)))
  }
  return folders.values()
}
