import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type PlanOutputsOptions, planOutputs } from './plan-outputs.js'

let folder: string
const at = (...parts: string[]) => join(folder, ...parts)
const alone = (path: string) => ({ path, below: basename(path) })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfpir-outputs-'))
  for (const name of ['a.jpg', 'b.PNG', 'c.gif']) writeFileSync(at(name), 'picture')
  mkdirSync(at('out'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function outputs(inputs: string[], options: PlanOutputsOptions = {}): string[] {
  return planOutputs(inputs.map(alone), options).jobs.map(({ output }) => output)
}

test('without -o the result lies beside the input; what cannot be written becomes PNG', () => {
  expect(outputs([at('a.jpg'), at('b.PNG'), at('c.gif')])).toEqual([
    at('a.restored.jpg'),
    at('b.restored.PNG'),
    at('c.restored.png'),
  ])
})

test('a folder keeps the names, whether it exists, ends with a slash or has no extension', () => {
  for (const output of [at('out'), `${at('new.d')}/`, at('new')]) {
    expect(outputs([at('a.jpg'), at('b.PNG')], { output })).toEqual([join(output, 'a.jpg'), join(output, 'b.PNG')])
  }
})

test('a folder keeps the tree below it', () => {
  const files = ['1.jpg', 'x/1.jpg', 'x/y.z/1.jpeg', 'x/.. /1.png'].map(below => ({ path: at(below), below }))
  const { jobs } = planOutputs(files, { output: at('out') })
  expect(jobs.map(({ output }) => output)).toEqual(files.map(({ below }) => at('out', below)))
})

test('a format changes the extension unless it is one of the format', () => {
  const names = ['a.jpg', 'b.JPEG', 'c.tif', 'd.gif', 'e.tar.png']
  const named = (format: PlanOutputsOptions['format']) =>
    outputs(
      names.map(name => at(name)),
      { output: at('out'), format },
    ).map(path => basename(path))
  expect(named('jpeg')).toEqual(['a.jpg', 'b.JPEG', 'c.jpg', 'd.jpg', 'e.tar.jpg'])
  expect(named('tiff')).toEqual(['a.tif', 'b.tif', 'c.tif', 'd.tif', 'e.tar.tif'])
  expect(outputs([at('a.jpg')], { format: 'avif' })).toEqual([at('a.restored.avif')])
})

test('a file takes one picture of any writable kind', () => {
  expect(outputs([at('a.jpg')], { output: at('x.png') })).toEqual([at('x.png')])
  expect(outputs([at('a.jpg')], { output: at('x.tif'), format: 'tiff' })).toEqual([at('x.tif')])
  expect(() => outputs([at('a.jpg'), at('b.PNG')], { output: at('x.png') })).toThrow(/2 pictures cannot all be written/)
  expect(() => outputs([at('a.jpg')], { output: at('x.bmp') })).toThrow(/no extension of a known image format/)
  expect(() => outputs([at('a.jpg')], { output: at('x.png'), format: 'webp' })).toThrow(/but --format is webp/)
})

test('an input is never overwritten, not even with --force or through a link', () => {
  symlinkSync(at('a.jpg'), at('link.jpg'))
  const wrong = /is an input and would be overwritten/
  expect(() => outputs([at('a.jpg')], { output: at('a.jpg'), force: true })).toThrow(wrong)
  expect(() => outputs([at('a.jpg')], { output: at('link.jpg'), force: true })).toThrow(wrong)
  expect(() => outputs([at('a.jpg'), at('b.PNG')], { output: folder, force: true })).toThrow(wrong)
})

test('two inputs never go to one file', () => {
  writeFileSync(at('out', 'a.jpg'), 'picture')
  const wrong = /would be written to/
  expect(() => outputs([at('a.jpg'), at('out', 'a.jpg')], { output: at('new') })).toThrow(wrong)
  expect(() => outputs([at('a.jpg'), at('a.png')], { output: at('new'), format: 'webp' })).toThrow(wrong)
})

test('an existing file needs --force, or is left out', () => {
  writeFileSync(at('out', 'a.jpg'), 'old')
  const inputs = [at('a.jpg'), at('b.PNG')]
  expect(() => outputs(inputs, { output: at('out') })).toThrow(/a\.jpg already exists/)
  expect(outputs([at('a.jpg')], { output: at('out'), force: true })).toEqual([at('out', 'a.jpg')])
  expect(planOutputs(inputs.map(alone), { output: at('out'), skipExisting: true })).toEqual({
    jobs: [{ input: at('b.PNG'), output: at('out', 'b.PNG') }],
    skipped: [{ input: at('a.jpg'), output: at('out', 'a.jpg') }],
  })
})

test('a link inside the output folder does not lead out of it', () => {
  mkdirSync(at('elsewhere'))
  symlinkSync(at('elsewhere'), at('out', 'x'))
  const files = [{ path: at('a.jpg'), below: 'x/deeper/a.jpg' }]
  expect(() => planOutputs(files, { output: at('out') })).toThrow(/would be outside .*a link leads to/)
  symlinkSync(at('out'), at('way'))
  expect(outputs([at('a.jpg')], { output: at('way') })).toEqual([at('way', 'a.jpg')])
})
