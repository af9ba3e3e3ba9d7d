import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { init, parse } from 'es-module-lexer'

/**
 * Returns the SHA-256 of an ES module's code: its file, the files that it imports directly and indirectly, and the versions
 * of the packages that these import. Does not follow imports with computed names.
 *
 * @param url URL of a file, such as `import.meta.url`
 * @throws Error if a file cannot be read
 */
export async function moduleDigest(url: string): Promise<string> {
  await init
  const files = new Map([[url, await readFile(fileURLToPath(url), 'utf8')]])
  const packages = new Map<string, string>()
  for (const [file, code] of files) {
    for (const name of importsOf(code)) {
      if (isBuiltin(name)) continue
      if (/^(\.|\/|file:)/.test(name)) {
        const path = new URL(name, file).href
        if (!files.has(path)) files.set(path, await readFile(fileURLToPath(path), 'utf8'))
      } else {
        const folder = name.split('/', name.startsWith('@') ? 2 : 1).join('/')
        packages.set(folder, await packageVersion(folder, dirname(fileURLToPath(file))))
      }
    }
  }
  const hash = createHash('sha256')
  for (const code of files.values()) hash.update(`${code.length}\n${code}`)
  for (const [name, version] of [...packages].sort()) hash.update(`${name} ${version}\n`)
  return hash.digest('hex')
}

/** Returns the specifiers that a module imports. Empty if it is not JavaScript. */
function importsOf(code: string): string[] {
  try {
    const [imports] = parse(code)
    return imports.flatMap(({ n }) => n ?? [])
  } catch {
    return []
  }
}

/** Returns the version of a package that a module in a folder imports. */
async function packageVersion(name: string, folder: string): Promise<string> {
  const manifest = join(folder, 'node_modules', name, 'package.json')
  const parent = dirname(folder)
  if (await access(manifest).catch(() => true)) return parent === folder ? 'missing' : packageVersion(name, parent)
  return String(JSON.parse(await readFile(manifest, 'utf8')).version)
}
