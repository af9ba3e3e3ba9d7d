import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findCircles } from './find-circles.js'

const root = join(__dirname, '../../..')

/** A package of the workspace. */
interface Package {
  /** `packages/model`; on the map, `model`. */
  readonly folder: string
  readonly name: string
  readonly dependencies: readonly string[]
  /** Whether npm does not have it. */
  readonly private: boolean
  /** The text of what is published or run, by path. */
  readonly sources: ReadonlyMap<string, string>
}

const packages: readonly Package[] = ['packages', 'apps', 'recipes'].flatMap(group =>
  readdirSync(join(root, group)).flatMap(name => readPackage(`${group}/${name}`)),
)
const folders = new Map(packages.map(({ name, folder }) => [name, onMap(folder)]))

function onMap(folder: string): string {
  return folder.replace(/^packages\//, '')
}

function readPackage(folder: string): Package[] {
  if (!existsSync(join(root, folder, 'package.json'))) return [] // what a build left of a package that is gone
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const programs = readdirSync(join(root, folder)).filter(path => path.endsWith('.mjs'))
  const library = readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(path => /\.ts$/.test(path) && !/\.test\.|\bfixtures\b/.test(path))
    .map(path => join('src', path))
  const sources = [...programs, ...library].map(path => join(folder, path))
  const read = (path: string) => [path, readFileSync(join(root, path), 'utf8')] as const
  const { name, dependencies = {}, private: isPrivate = false } = manifest
  return [
    { folder, name, dependencies: Object.keys(dependencies), private: isPrivate, sources: new Map(sources.map(read)) },
  ]
}

/** What a source imports, types included. Examples in comments are not imports. */
function importsOf(source: string): string[] {
  const code = source.replace(/^ *\/?\*.*$/gm, '')
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => specifier)
}

/** The packages of the workspace that a package imports, as the map calls them. */
function importedPackages({ sources }: Package): Set<string> {
  const specifiers = [...sources.values()].flatMap(importsOf)
  return new Set(specifiers.flatMap(specifier => folders.get(specifier.replace(/^(@dfpir\/[^/]+)\/.*/, '$1')) ?? []))
}

/** `apps/{cli, train}, model` as a list; a group's name alone is all that is in it. */
function listed(text: string): string[] {
  return [...text.matchAll(/([\w-]+)\/\{([^}]*)\}|[\w/-]+/g)].flatMap(([item, group, members]) => {
    if (group !== undefined) return members.split(',').map(member => `${group}/${member.trim()}`)
    return [...folders.values()].filter(folder => item === 'all' || folder === item || folder.startsWith(`${item}/`))
  })
}

/** The lines of the map: who may import whom. */
const arrows = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  .split('\n')
  .filter(line => / → /.test(line) && /^[\w/{}, -]+ → [\w/{}, -]+$/.test(line))
  .map(line => line.split(' → ').map(listed))

test('packages import what the map allows, and each arrow is in use', () => {
  const imports = new Map(packages.map(each => [onMap(each.folder), importedPackages(each)]))
  const forbidden = [...imports].flatMap(([from, targets]) => {
    const allowed = new Set(arrows.flatMap(([left, right]) => (left.includes(from) ? right : [])))
    return [...targets].filter(to => to !== from && !allowed.has(to)).map(to => `${from} → ${to}`)
  })
  expect(forbidden).toEqual([])
  const unused = arrows.flatMap(([left, right]) =>
    right.filter(to => !left.some(from => imports.get(from)?.has(to))).map(to => `${left} → ${to}`),
  )
  expect(unused).toEqual([])
})

test('no package imports another one that imports it, through others or not', () => {
  const graph = new Map(packages.map(each => [onMap(each.folder), [...importedPackages(each)]]))
  for (const [name, targets] of graph) expect(targets).not.toContain(name)
  expect(findCircles(graph)).toEqual([])
})

test('no file of a package imports another one that imports it, types included', () => {
  const graph = new Map(
    packages.flatMap(({ sources }) =>
      [...sources].map(([path, source]) => {
        const own = importsOf(source).filter(specifier => specifier.startsWith('.'))
        return [path, own.map(specifier => join(dirname(path), specifier).replace(/\.js$/, '.ts'))] as const
      }),
    ),
  )
  expect(graph.size).toBeGreaterThan(500)
  expect(findCircles(graph)).toEqual([])
})

/** What a package needs: what it imports and, where private packages are bundled into it, what they import. */
function neededPackages(each: Package): Set<string> {
  const needed = importedPackages(each)
  if (each.private) return needed
  for (const folder of needed) {
    const bundled = packages.find(other => onMap(other.folder) === folder && other.private)
    for (const next of bundled ? importedPackages(bundled) : []) needed.add(next) // visited in turn
    if (bundled) needed.delete(folder)
  }
  return needed
}

test.each(packages.map(each => [each.folder, each] as const))('%s depends on what it imports', (_, each) => {
  const own = each.dependencies.filter(name => folders.has(name)).map(name => folders.get(name))
  expect([...neededPackages(each)].sort()).toEqual(own.sort())
})
