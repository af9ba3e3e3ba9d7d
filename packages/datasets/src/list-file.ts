import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { systemReason } from '@dfpir/core/node'
import { readableExtensions } from '@dfpir/images'
import { cleanFolder } from './clean-folder.js'
import { stemOf } from './match-partners.js'
import type { PictureSet } from './open-dataset.js'
import { pairFolder } from './pair-folder.js'
import type { PictureCache } from './picture-cache.js'

/** The full paths in a line of a list: a clean photograph, or a degraded one and its clean partner. */
interface ListLine {
  readonly number: number
  readonly paths: readonly string[]
}

/**
 * Opens the pictures that a text file lists. Each line has one path, or a degraded and a clean one separated by a tab
 * or spaces. Paths are relative to the list's folder and must stay in it, except through links. Empty lines and lines
 * that start with `#` are ignored. Files are not checked until they are read.
 *
 * @throws UsageError if the list cannot be read
 * @throws DataError if the list is empty or has invalid lines, which the message names
 */
export async function openList(path: string, { cache }: { cache?: PictureCache } = {}): Promise<PictureSet> {
  const read = await readLines(path, 'the list')
  const folder = dirname(resolve(path))
  const lines = parseList(read, folder)
  checkLines(lines, folder, path)
  const name = (file: string) => relative(folder, file).split(sep).join('/')
  if (lines[0].paths.length === 1) {
    const names = lines.map(({ paths: [photo] }) => name(photo))
    return { kind: 'clean', photos: cleanFolder(folder, names, cache) }
  }
  const pairs = lines.map(({ paths: [input, target] }) => ({ name: stemOf(name(input)), input, target }))
  return { kind: 'pairs', pairs: pairFolder({ pairs, unmatched: { inputs: [], targets: [] } }, cache) }
}

/**
 * Reads the lines of a text file, without the spaces around them.
 *
 * @param what the file's name in messages
 * @throws UsageError if the file cannot be read
 */
export async function readLines(path: string, what: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new UsageError(`cannot read ${what} ${path}: ${systemReason(cause)}`, { cause })
  })
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return lines.map(line => line.trim())
}

function parseList(read: readonly string[], folder: string): ListLine[] {
  return read
    .map((line, index) => ({ number: index + 1, line }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ number, line }) => ({ number, paths: splitLine(line).map(path => resolve(folder, path)) }))
}

const firstPath = new RegExp(`^(.*?\\.(?:${readableExtensions.join('|')}))\\s+(\\S.*)$`, 'i')

/** A tab always separates two paths. Spaces do only after an image extension, because names may contain spaces. */
function splitLine(line: string): string[] {
  if (line.includes('\t')) return line.split('\t').flatMap(part => part.trim() || [])
  return firstPath.exec(line)?.slice(1) ?? [line]
}

function checkLines(lines: readonly ListLine[], folder: string, list: string): void {
  if (lines.length === 0) throw new DataError(`expected paths of pictures in ${list}, found none`)
  const wrong = lines.flatMap(({ number, paths }) => {
    const fault = lineFault(paths, lines[0].paths.length, folder)
    return fault ? [`line ${number} ${fault}`] : []
  })
  if (wrong.length === 0) return
  const more = wrong.length > 3 ? `; … and ${wrong.length - 3} more` : ''
  throw new DataError(`${list}: ${wrong.slice(0, 3).join('; ')}${more}`, {
    hint: 'Write one path per line, or two separated by a tab. Files must be in the folder of the list or in its subfolders.',
  })
}

function lineFault(paths: readonly string[], expected: number, folder: string): string | undefined {
  const outside = paths.find(path => !path.startsWith(folder.endsWith(sep) ? folder : folder + sep))
  if (outside !== undefined) return `is outside the folder of the list: ${outside}`
  if (paths.length > 2) return `has ${paths.length} paths, expected 1 or 2`
  if (paths.length !== expected)
    return `has ${paths.length === 1 ? '1 path' : '2 paths'}, but earlier lines have ${expected}`
  return undefined
}
