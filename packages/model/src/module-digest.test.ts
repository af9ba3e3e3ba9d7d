import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { moduleDigest } from './module-digest.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-module-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return pathToFileURL(path).href
}

const main = write(
  'main.mjs',
  `import { a } from './parts/a.mjs'\nimport 'node:fs'\nimport lib from 'lib'\nexport { a, lib }`,
)
write('parts/a.mjs', `export * from './b.mjs'\nexport const later = () => import('./c.mjs')`)
write('parts/b.mjs', `export const a = 1\nimport './a.mjs' // a circle`)
write('parts/c.mjs', 'export {}')
write('unrelated.mjs', 'export {}')
write('node_modules/lib/package.json', '{"version": "1.0.0"}')

test.each([
  ['main.mjs', `import { a } from './parts/a.mjs'\nimport lib from 'lib'\nexport { a, lib }`],
  ['parts/a.mjs', `export * from './b.mjs'\nexport const later = () => import('./c.mjs') // another`],
  ['parts/b.mjs', 'export const a = 2'],
  ['parts/c.mjs', 'export const c = 3'],
  ['node_modules/lib/package.json', '{"version": "1.0.1"}'],
])('changes with %s', async (name, content) => {
  const before = await moduleDigest(main)
  expect(await moduleDigest(main)).toBe(before)
  write(name, content)
  expect(await moduleDigest(main)).not.toBe(before)
})

test('does not change with what is not imported, nor with the time', async () => {
  const before = await moduleDigest(main)
  write('unrelated.mjs', 'export const other = 1')
  write('parts/c.mjs', 'export const c = 3')
  expect(await moduleDigest(main)).toBe(before)
})

test('other syntax is taken as it is, without its imports', async () => {
  const odd = write('odd.mts', 'enum A { B }\nimport type { X } from "./none"\nlet x = <A>y; @deco class Z {')
  expect(await moduleDigest(odd)).toMatch(/^[0-9a-f]{64}$/)
})

test('a missing file is an error that names it', async () => {
  await expect(moduleDigest(write('broken.mjs', `import './nowhere.mjs'`))).rejects.toThrow('nowhere.mjs')
})
