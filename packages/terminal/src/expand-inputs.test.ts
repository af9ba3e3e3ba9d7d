import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expandInputs } from './expand-inputs.js'

const extensions = ['.jpg', '.png']
let folder: string
const at = (...parts: string[]) => join(folder, ...parts)

function make(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), 'picture')
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfpir-inputs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const expand = (inputs: string[], output?: string) =>
  expandInputs(
    inputs.map(input => at(input)),
    { extensions, output },
  )
const below = (inputs: string[], output?: string) => expand(inputs, output).files.map(file => file.below)

test('files stand for themselves, whether they exist or not, and once', () => {
  make('x/a.jpg', 'notes.txt')
  expect(expand(['x/a.jpg', 'missing.png', 'notes.txt', 'x/../x/a.jpg']).files).toEqual([
    { path: at('x/a.jpg'), below: 'a.jpg' },
    { path: at('missing.png'), below: 'missing.png' },
    { path: at('notes.txt'), below: 'notes.txt' },
  ])
})

test('what cannot be looked at stands for itself, so that reading it tells why', () => {
  symlinkSync(at('circle'), at('circle'))
  const long = `${'n'.repeat(300)}.jpg`
  expect(below(['circle', long], 'circle')).toEqual(['circle', long])
})

test('a folder stands for the pictures in it and below it, by name, without earlier results and hidden ones', () => {
  make('10.jpg', '9.JPG', '9.restored.jpg', '.hidden.jpg', 'notes.txt', 'sub/b.png', 'sub/deep/c.jpg', '.cache/d.jpg')
  expect(below([''])).toEqual(['9.JPG', '10.jpg', 'sub/b.png', 'sub/deep/c.jpg'])
  expect(expand(['sub']).files[1]).toEqual({ path: at('sub/deep/c.jpg'), below: 'deep/c.jpg' })
  mkdirSync(at('empty'))
  expect(() => expand(['empty'])).toThrow(/no pictures in the folder/)
})

test('patterns keep the tree below their fixed part', () => {
  make('a.jpg', 'b.png', 'x/a.jpg', 'x/y/a.jpg', 'x/y/b.png', 'z/a.jpg', 'x/.h/a.jpg', 'x/y/n.txt')
  expect(below(['*.jpg'])).toEqual(['a.jpg'])
  expect(below(['**/*.jpg'])).toEqual(['a.jpg', 'x/a.jpg', 'x/y/a.jpg', 'z/a.jpg'])
  expect(below(['x/**/*.jpg'])).toEqual(['a.jpg', 'y/a.jpg'])
  expect(below(['x/**'])).toEqual(['a.jpg', 'y/a.jpg', 'y/b.png'])
  expect(below(['{x,z}/*.jpg'])).toEqual(['x/a.jpg', 'z/a.jpg'])
  expect(below(['x/y/[ab].*'])).toEqual(['a.jpg', 'b.png'])
  expect(below(['?.png', 'x/?/?.png'])).toEqual(['b.png', 'y/b.png'])
  expect(() => expand(['*.tif'])).toThrow(/no pictures in the pattern/)
  expect(() => expand(['gone/*.jpg'])).toThrow(/no pictures in the pattern/)
})

test('a file whose name looks like a pattern is that file; a missing one with brackets is no pattern', () => {
  make('IMG[1].jpg', 'IMG1.jpg', '*.jpg')
  expect(below(['IMG[1].jpg'])).toEqual(['IMG[1].jpg'])
  expect(below(['*.jpg'])).toEqual(['*.jpg'])
  expect(below(['IMG(2).jpg'])).toEqual(['IMG(2).jpg'])
})

test('links are followed, each folder once, and never in circles', () => {
  make('in/a.jpg', 'in/sub/b.jpg', 'other/c.jpg')
  symlinkSync(at('in'), at('in/sub/up'))
  symlinkSync('.', at('in/self'))
  symlinkSync(at('other'), at('in/way'))
  symlinkSync(at('other/c.jpg'), at('in/link.jpg'))
  symlinkSync(at('gone'), at('in/dangling'))
  symlinkSync('a-loop', at('in/a-loop'))
  expect(below(['in'])).toEqual(['a.jpg', 'link.jpg', 'sub/b.jpg', 'way/c.jpg'])
})

test('results inside the folder of the inputs are not restored again', () => {
  make('in/a.jpg', 'in/out/a.jpg', 'in/out/sub/b.jpg')
  expect(below(['in'], at('in/out'))).toEqual(['a.jpg'])
  expect(below(['in/**/*.jpg'], at('in/out/'))).toEqual(['a.jpg'])
  expect(below(['in'], at('in'))).toEqual(['a.jpg', 'out/a.jpg', 'out/sub/b.jpg'])
  expect(below(['in/out/a.jpg'], at('in/out'))).toEqual(['a.jpg'])
})

const asRoot = process.getuid?.() === 0
;(asRoot ? test.skip : test)('a folder that cannot be read is told, and the others are taken', () => {
  make('in/a.jpg', 'in/closed/b.jpg')
  chmodSync(at('in/closed'), 0)
  const { files, failed } = expand(['in'])
  expect(files.map(({ path }) => path)).toEqual([at('in/a.jpg')])
  expect(failed).toEqual([
    {
      input: at('in/closed'),
      error: expect.objectContaining({ message: expect.stringContaining('permission denied') }),
    },
  ])
  chmodSync(at('in/closed'), 0o700)
})
