import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { init, parse } from 'es-module-lexer'

/**
 * The SHA-256 of an ES module's code: of its file, of the files that it imports, near and far, and of the versions of the
 * packages that these import. Imports whose names are computed are not followed.
 *
 * @param url of a file, such as `import.meta.url`
 * @throws Error when a file cannot be read
 */
export async function moduleDigest(url: string): Promise<string> {
  await init
  const files = new Map([[url, await readFile(fileURLToPath(url), 'utf8')]])
  const packages = new Map<string, string>()
  for (const [file, code] of files) {
    for (const name of importsOf(code)) {
      if (isBuiltin(name) || files.has(name)) continue
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

/** The names that a module imports, as it writes them; none where it has another syntax than JavaScript's. */
function importsOf(code: string): string[] {
  try {
    const [imports] = parse(code)
    return imports.flatMap(({ n }) => n ?? [])
  } catch {
    return []
  }
}

/** The version of a package that a module in a folder sees. */
async function packageVersion(name: string, folder: string): Promise<string> {
  const manifest = join(folder, 'node_modules', name, 'package.json')
  const parent = dirname(folder)
  if (await access(manifest).catch(() => true)) return parent === folder ? 'missing' : packageVersion(name, parent)
  return String(JSON.parse(await readFile(manifest, 'utf8')).version)
}
