import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { walkFolder } from './walk-folder.js'

let folder: string
const at = (...parts: string[]) => join(folder, ...parts)

function make(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), 'content')
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfpir-walk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('files come in natural order, hidden ones left out', () => {
  make('10.png', '9.png', 'b/1.png', 'B.png', '.hidden', '.cache/1.png')
  expect(walkFolder(folder)).toEqual({ files: ['9.png', '10.png', 'B.png', 'b/1.png'], unreadable: [] })
  expect(walkFolder(at('gone'))).toEqual({ files: [], unreadable: [] })
})

test('links are followed, and circles are not', () => {
  make('set/1.png', 'set/sub/2.png', 'elsewhere/3.png')
  symlinkSync(at('elsewhere'), at('set/linked'))
  symlinkSync(at('elsewhere/3.png'), at('set/0.png'))
  symlinkSync(at('set'), at('set/sub/up'))
  expect(walkFolder(at('set')).files).toEqual(['0.png', '1.png', 'linked/3.png', 'sub/2.png'])
  symlinkSync('loop', at('set/loop'))
  const { files, unreadable } = walkFolder(at('set'))
  expect(files).toHaveLength(4)
  expect(unreadable).toEqual([{ folder: at('set/loop'), cause: expect.objectContaining({ code: 'ELOOP' }) }])
})

test('only so many folders deep, and without one of them', () => {
  make('a.png', 'x/b.png', 'x/y/c.png', 'out/a.png')
  expect(walkFolder(folder, { depth: 2, without: at('out') }).files).toEqual(['a.png', 'x/b.png'])
})
